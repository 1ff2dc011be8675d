/**
 * A process that posts the fixture mix, so that what it takes is not counted among the stack's. Takes one order,
 * `{ url, token, atOnce, count, from }`, and answers `{ answered, refused }` once its posts are answered.
 */
import { Agent, request } from 'node:http'
import * as v from 'valibot'
import { again, queued } from './loads.ts'

const order = v.object({
  url: v.string(),
  token: v.string(),
  /** Posts that wait for their answers at the same time. */
  atOnce: v.number(),
  count: v.number(),
  /** Different for each order: its deliveries are later ones about the same things. */
  from: v.number(),
})

const agent = new Agent({ keepAlive: true })

process.on('message', async (message) => {
  const { url, token, atOnce, count, from } = v.parse(order, message)
  const mix = queued()
  let sent = 0
  let answered = 0
  let refused = 0
  const work = async () => {
    while (sent < count) {
      const n = sent
      sent += 1
      const fixture = mix[(from + n) % mix.length]
      if (fixture === undefined) continue
      const { entity, trigger, payload } = again(fixture, from + Math.floor(n / mix.length))
      const status = await post(
        `${url}/webhooks/${entity}/${trigger}?token=${token}`,
        JSON.stringify({ payload }),
      )
      if (status === 200) answered += 1
      else refused += 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  process.send?.({ answered, refused })
})
process.once('disconnect', () => process.exit())

function post(url: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const posted = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode))
    })
    posted.once('error', reject).end(body)
  })
}
