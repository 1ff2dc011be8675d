import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stackNameOf } from '../../infra/stages.ts'
import { outputs } from '../../shared/runtime/names.ts'
import { erasedPersonIsGone } from '../end-to-end/erasure.ts'
import { largeBodyIsStored } from '../end-to-end/large-body.ts'
import { answerOf, post } from '../end-to-end/receiver.ts'
import { everyRequestIsAnswered, invalidDeliveriesAreQuarantined } from '../end-to-end/refusals.ts'
import { everything } from '../end-to-end/stored.ts'
import { everyWebhookIsStored } from '../end-to-end/webhooks.ts'
import { type Checkout, checkOut } from './checkout.ts'
import { deadLetter, putBodyBack } from './dead-letter.ts'
import { type Deployed, deployed, eventOf } from './deployed.ts'
import { figures } from './figures.ts'
import { type EmulatedAws, startAws } from './ministack.ts'
import { missing, type Report, whilePosting } from './traffic.ts'

/*
 * The stack of the README, deployed by the commands of the README to an emulator of AWS, and what is done to it in
 * its life. The tests build on each other, in the order in which they stand here.
 */

const dir = mkdtempSync(join(tmpdir(), 'commbox-deploy-'))
const stack = stackNameOf('prod')
const first = randomBytes(32).toString('base64url')
const second = randomBytes(32).toString('base64url')

let aws: EmulatedAws
let project: Checkout
let receiver: Deployed

beforeAll(async () => {
  aws = await startAws(process.env.COMMBOX_MINISTACK ?? '', dir)
  project = checkOut(join(dir, 'project'), aws.env)
  await figures.time('bootstrap', () =>
    project.must(`npx cdk bootstrap aws://000000000000/us-east-1 -c ${hashes({ first })}`),
  )
  await figures.time('first deployment', () => deploy({ first }))
  const written = JSON.parse(readFileSync(join(project.folder, 'outputs.json'), 'utf8'))
  receiver = deployed(written[stack], aws.endpoint, first)
})
afterAll(async () => {
  receiver?.close()
  await aws.close()
  rmSync(dir, { recursive: true, force: true })
  figures.print()
})

/** Tokens by their labels, as the command line takes their hashes. */
function hashes(tokens: Record<string, string>): string {
  const sha256 = (token: string) => createHash('sha256').update(token).digest('hex')
  return `tokenHash=${Object.entries(tokens).map(([label, token]) => `${label}:${sha256(token)}`)}`
}

/** `cdk deploy` as the README has it; a script has nobody who could approve. */
function deploy(tokens: Record<string, string>): Promise<string> {
  const args = `-c stage=prod -c ${hashes(tokens)} --outputs-file outputs.json --require-approval never`
  return project.must(`npx cdk deploy ${args}`)
}

/** A command of the project, for this deployment. */
function commbox(args: string): Promise<string> {
  return project.must(`npm run --silent commbox -- ${args} --outputs outputs.json`)
}

everyWebhookIsStored(() => receiver)
invalidDeliveriesAreQuarantined(() => receiver)
// Not OPTIONS, and not the limit of a body, which the emulator's gateway does not have: docs/emulators.md.
everyRequestIsAnswered(() => receiver, ['HEAD', 'PUT', 'DELETE', 'PATCH'])
largeBodyIsStored(() => receiver)
erasedPersonIsGone(() => receiver, commbox)

describe('what went wrong is worked through by the commands', () => {
  test('a delivery in quarantine is replayed, and is an event then', async () => {
    const body = Buffer.from('{"payload":{"Id":"4600001","StreamId":"24569"}}')
    const { id } = await answerOf(await post(receiver, 'object', body))
    await receiver.drained()
    expect(await commbox('quarantine list')).toContain(String(id))
    await commbox(`quarantine replay ${id} --entity object --trigger on-assign --yes`)
    await receiver.drained()
    expect(await eventOf(receiver, id)).toMatchObject({ objectId: '4600001', trigger: 'OnAssign' })
  })

  test('a delivery that fails five times is a dead letter, and is an event after a redrive', async () => {
    const id = await deadLetter(receiver, project)
    expect(await commbox('dead-letters')).toMatch(/^object +1 /m)
    await putBodyBack(receiver, id)
    await commbox('dead-letters redrive object --yes')
    await receiver.drained()
    expect(await commbox('dead-letters')).toMatch(/^object +0 /m)
    expect(await eventOf(receiver, id)).toMatchObject({ trigger: 'OnNew' })
  })

  test('the doctor looks at the URL, the token, queues, quarantine and alarms', async () => {
    await post(receiver, 'object/on-new', Buffer.from('{"payload":{}}'))
    await receiver.drained()
    const doctor = 'npm run --silent commbox -- doctor --json --outputs outputs.json 2>/dev/null'
    const { output } = await project.run(doctor, { COMMBOX_TOKEN: first })
    const { items }: { items: { what: string; verdict: string; text: string }[] } = JSON.parse(output)
    const of = (what: string) => items.find((item) => item.what === what)
    for (const what of ['URL', 'token', 'queues', 'dead letters'])
      expect(of(what)).toMatchObject({ verdict: 'good' })
    expect(of('quarantine')).toMatchObject({ verdict: 'bad', text: expect.stringContaining('invalid') })
    expect(of('alarms')?.text).toMatch(/^(none of \d+ is in ALARM|in ALARM: )/)
  })

  test('the doctor waits for a delivery', async () => {
    let isDone = false
    const waiting = project
      .run('npm run --silent commbox -- doctor --wait 4 --outputs outputs.json')
      .finally(() => (isDone = true))
    // Only what arrives after the command has begun counts.
    while (!isDone) {
      await post(receiver, 'user/login', Buffer.from('{"payload":{"Id":"4600002"}}'))
      await setTimeout(500)
    }
    expect((await waiting).output).toContain('a delivery has arrived: User Login')
  })
})

describe('while webhooks come in', () => {
  test('a token is changed in two deployments, and no delivery is refused', async () => {
    let { token } = receiver
    const report = await whilePosting(
      () => ({ ...receiver, token }),
      async () => {
        await figures.time('deployment of a second token', () => deploy({ first, second }))
        token = second
        await figures.time('deployment without the first token', () => deploy({ second }))
      },
    )
    await expectNothingLost('change of the token', report)
    expect((await fetch(`${receiver.url}/user/login?token=${first}`)).status).toBe(401)
    receiver.token = second
  })

  test('the next release takes over, and no delivery is lost', async () => {
    for (const name of ['ingest', 'entity', 'quarantine']) {
      appendFileSync(join(project.folder, `functions/${name}.lambda.ts`), "\nexport const release = 'next'\n")
    }
    const report = await whilePosting(
      () => receiver,
      async () => void (await figures.time('deployment of new code', () => deploy({ second }))),
    )
    await expectNothingLost('new code', report)
  })

  test('a release that renames variables takes over, and the last one takes over again', async () => {
    const file = join(project.folder, 'shared/runtime/variables.ts')
    const before = readFileSync(file, 'utf8')
    const renamed = before
      .replace("'TOKEN_HASHES'", "'ACCEPTED_TOKENS'")
      .replace('_QUEUE_URL`', '_QUEUE`')
      .replace("'TABLE_NAME'", "'ENTITY_TABLE'")
    expect(renamed.length).not.toBe(before.length)
    for (const [what, content] of [
      ['renamed variables', renamed],
      ['the way back', before],
    ] as const) {
      writeFileSync(file, content)
      const report = await whilePosting(
        () => receiver,
        async () => void (await figures.time(`deployment of ${what}`, () => deploy({ second }))),
      )
      await expectNothingLost(what, report)
    }
  })

  async function expectNothingLost(what: string, report: Report): Promise<void> {
    await receiver.drained()
    const lost = await missing(report, receiver)
    figures.deliveries(what, report, lost)
    expect({ refused: report.refused, lost }).toEqual({ refused: [], lost: [] })
    expect(report.sent).toBeGreaterThan(20)
  }
})

describe('the end', () => {
  test('another stage is deployed beside it, and destroyed with the large body in its bucket', async () => {
    const [tables, buckets] = ['aws dynamodb list-tables', 'aws s3api list-buckets --query Buckets[].Name']
    const before = [await project.must(tables), await project.must(buckets)]
    await project.must(
      `npx cdk deploy -c ${hashes({ first })} --require-approval never --outputs-file dev.json`,
    )
    expect(await project.must(tables)).not.toBe(before[0])
    const values = JSON.parse(readFileSync(join(project.folder, 'dev.json'), 'utf8'))[stackNameOf('dev')]
    const bucket = values[outputs.bucket]
    const dev = deployed(values, aws.endpoint, first)
    const body = { payload: { Id: '1', Message: 'x'.repeat(200_000) } }
    expect((await post(dev, 'object/on-new', Buffer.from(JSON.stringify(body)))).status).toBe(200)
    await dev.drained()
    dev.close()
    expect(await project.must(`aws s3 ls --recursive s3://${bucket}`)).toContain('Object/')
    await project.must(`npx cdk destroy --force -c ${hashes({ first })}`)
    expect([await project.must(tables), await project.must(buckets)]).toEqual(before)
    // The emulator, unlike AWS, deletes a bucket that is not empty. The function says if it left anything.
    const group = `/aws/lambda/${stackNameOf('dev')}-CustomS3AutoDelete`
    const log = await project.must(
      `aws logs filter-log-events --log-group-name "$(aws logs describe-log-groups --log-group-name-prefix ${group} --query 'logGroups[0].logGroupName' --output text)" --query 'events[].message'`,
    )
    expect(log).toMatch(/RequestType.*Delete/)
    expect(log).not.toMatch(/skipping|FAILED|does not exist/)
  })

  test('a production stack is not destroyed by mistake; its tables stay when it is destroyed', async () => {
    const before = await everything(receiver)
    const destroy = `npx cdk destroy --force -c stage=prod -c ${hashes({ second })}`
    expect((await project.run(destroy)).code).not.toBe(0)
    await project.must(
      `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${stack}`,
    )
    await figures.time('destruction', () => project.must(destroy))
    expect((await fetch(`${receiver.url}/user/login?token=${second}`)).ok).toBe(false)
    expect(await everything(receiver)).toEqual(before)
  })
})
