import type { Random } from '../random.ts'
import { actsOf, type Setting } from './acts.ts'
import type { Calendar } from './calendar.ts'
import { tags } from './cast.ts'
import type { Known, Webhook } from './known.ts'

/** Plays one conversation up to `end`: what was sent of it until then, and what is known of it. */
export function playConversation(
  random: Random,
  calendar: Calendar,
  setting: Setting & { end: number },
): { known: Known; webhooks: Webhook[] } {
  const play = actsOf(random, calendar, setting)
  const begunBy = random.chance(0.08) ? 'agent' : 'customer'
  if (begunBy === 'agent') play.waitForOffice()
  play.write(begunBy)
  if (begunBy === 'customer' && random.chance(0.5)) {
    play.pass(2, 5)
    play.write('bot')
  }
  if (random.chance(0.1)) {
    play.pass(30, 600)
    play.write('customer')
  }
  if (random.chance(0.93)) answer(random, play)
  if (random.chance(0.15)) {
    play.pass(60, 600)
    play.form()
  }
  const acts = play.acts.toSorted((a, b) => a.time - b.time).filter(({ time }) => time <= setting.end)
  const { id, customerId, person, channel } = setting
  const known: Known = {
    ...{
      id,
      customerId,
      person,
      channel,
      begunBy,
      startedAt: play.acts[0]?.time ?? setting.start,
      status: 'Open',
    },
    ...{ written: [], resolutions: [], tagged: [], tags: new Set(), scores: [], forms: [] },
  }
  for (const { know } of acts) know(known)
  return { known, webhooks: acts.flatMap(({ webhooks }) => webhooks) }
}

type Play = ReturnType<typeof actsOf>

function answer(random: Random, play: Play): void {
  const tag = random.pick(tags)
  play.pass(60, 5400)
  play.waitForOffice()
  play.assign()
  play.pass(10, 600)
  play.write('agent')
  for (let left = random.between(0, 4); left > 0; left -= 1) {
    play.pass(20, 900)
    play.write('customer')
    play.pass(20, 900)
    play.waitForOffice()
    play.write('agent')
  }
  if (random.chance(0.15)) {
    play.pass(60, 600)
    play.assign()
    play.pass(30, 300)
    play.write('agent')
  }
  if (random.chance(0.7)) {
    play.pass(10, 60)
    play.tag(tag)
    play.pass(60, 300)
    if (random.chance(0.08)) play.untag(tag)
  }
  if (!random.chance(0.85)) return
  play.pass(30, 600)
  play.resolve()
  if (random.chance(0.35))
    play.meanwhile(() => {
      play.pass(60, 3000)
      play.score()
    })
  if (random.chance(0.12)) comeBack(random, play)
}

function comeBack(random: Random, play: Play): void {
  play.pass(3600, 3 * 86_400)
  if (random.chance(0.8)) {
    play.openWithNextMessage()
    play.write('customer')
  } else {
    play.waitForOffice()
    play.takeUp()
  }
  play.pass(60, 3600)
  play.waitForOffice()
  play.write('agent')
  play.pass(30, 600)
  if (random.chance(0.8)) play.resolve()
}
