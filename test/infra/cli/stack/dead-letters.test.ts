import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsOf } from '../command-line.ts'
import { type Running, startRunning } from './running.ts'

const payload = {
  Id: '3377699720568714',
  Message: `${'long '.repeat(1000)}end`,
  ManagerId: '0',
  CreateDate: '09-06-2024 07:28:47',
}

/** A body that is there and cannot be read. One that is not there has expired. */
const broken = '{'

/** A delivery whose payload is in the bucket. */
const message = {
  version: 1,
  deliveryId: 'delivery-1',
  receivedAt: '2024-06-09T07:28:48.000Z',
  entity: 'Object',
  trigger: 'OnNewChild',
  payloadKey: 'Object/2024-06-09/delivery-1.json',
}

let running: Running
beforeAll(async () => {
  running = await startRunning()
})
afterAll(() => running?.stop())

describe('dead letters: each test continues where the one before ended', { shuffle: false }, () => {
  test('a message that failed five times is counted, with its age', async () => {
    await running.put(message.payloadKey, broken)
    await running.send('Object', JSON.stringify(message))
    await running.drained()
    const { code, out, err } = await running.run('dead-letters')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(rowsOf(out)).toEqual([
      ['Queue', 'Messages', 'Oldest'],
      ['object', '1', expect.stringMatching(/^\d+ (s|min)/)],
      ...['user', 'satisfaction', 'tag', 'form', 'chat', 'quarantine'].map((queue) => [queue, '0', '-']),
    ])
  })

  test('reading it leaves it in its queue', async () => {
    for (const _look of [1, 2]) {
      const { code, out } = await running.run('dead-letters show object')
      expect(code).toBe(0)
      expect(rowsOf(out)).toEqual([
        ['1 dead letter of object'],
        ['2024-06-09 07:28:48', 'OnNewChild', expect.stringMatching(/^received \d+×$/), message.deliveryId],
      ])
    }
    const { items: shown } = JSON.parse((await running.run('dead-letters show object --json')).out)
    expect(shown).toMatchObject([{ deliveryId: message.deliveryId, message }])
    const { items: listed } = JSON.parse((await running.run('dead-letters list --json')).out)
    expect(listed[0]).toMatchObject({ queue: 'Object', messages: 1, read: 1 })
  })

  test('a redrive asks, and moves nothing unless the answer is yes', async () => {
    const unasked = await running.run('dead-letters redrive object')
    expect(unasked).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--yes') })
    const questions: string[] = []
    const ask = async (question: string) => {
      questions.push(question)
      return 'no'
    }
    expect(await running.run('dead-letters redrive object', { ask })).toMatchObject({
      code: 1,
      err: 'error: nothing was done\n',
    })
    expect(questions).toEqual(['Move 1 message to the object queue? [y/N] '])
    const dry = await running.run('dead-letters redrive object --dry-run')
    expect(dry).toEqual({ code: 0, out: '1 message would be moved to the object queue\n', err: '' })
    const { items } = JSON.parse((await running.run('dead-letters --json')).out)
    expect(items[0].messages).toBe(1)
  })

  test('Ctrl-C interrupts a redrive, and what was not moved stays', async () => {
    const onInterrupt = (listener: () => void) => {
      listener()
      return () => {}
    }
    expect(await running.run('dead-letters redrive object --yes', { onInterrupt })).toEqual({
      code: 1,
      out: '0 of 1 message moved to the object queue\n',
      err: 'error: interrupted: run the same command to resume\n',
    })
    expect((await running.run('dead-letters show object')).out).toContain(message.deliveryId)
  })

  test('once the cause is fixed, a redrive stores it', async () => {
    await running.put(message.payloadKey, JSON.stringify(payload))
    let progress = ''
    const live = (text: string) => {
      progress += text
    }
    const { code, out } = await running.run('dead-letters redrive object --yes', { live })
    expect({ code, out }).toEqual({ code: 0, out: '1 of 1 message moved to the object queue\n' })
    expect(progress).toContain('of 1 message moved')
    await running.drained()
    const events = (await running.items('Object')).filter(({ eventId }) => eventId !== undefined)
    expect(events).toMatchObject([{ deliveryId: message.deliveryId, receivedAt: message.receivedAt }])
    expect((await running.run('dead-letters show object')).out).toBe('0 dead letters of object\n')
    const again = await running.run('dead-letters redrive object --yes')
    expect(again).toEqual({ code: 0, out: 'There are no dead letters to move\n', err: '' })
  })

  test('a redrive that is under way is waited for', async () => {
    const failed = ['2', '3', '4', '5'].map((number) => ({
      ...message,
      deliveryId: `delivery-${number}`,
      payloadKey: `Object/2024-06-09/delivery-${number}.json`,
    }))
    for (const each of failed) {
      await running.put(each.payloadKey, broken)
      await running.send('Object', JSON.stringify(each))
    }
    await running.drained()
    // What is moved is stored: had it failed again, this move would count it twice.
    for (const { payloadKey } of failed) {
      await running.put(payloadKey, JSON.stringify({ ...payload, Id: '3377699720568715' }))
    }
    await running.beginMove('Object')
    const { code, out } = await running.run('dead-letters redrive object --yes')
    expect(code).toBe(0)
    expect(out).toMatch(/is under way already\n4 of 4 messages moved to the object queue\n$/)
    await running.drained()
    expect((await running.run('dead-letters show object')).out).toBe('0 dead letters of object\n')
  })

  test('what fails again is a dead letter again, until its cause is fixed', async () => {
    const lost = { ...message, payloadKey: 'Object/2024-06-09/lost.json' }
    await running.put(lost.payloadKey, broken)
    for (const deliveryId of ['delivery-6', 'delivery-7']) {
      await running.send('Object', JSON.stringify({ ...lost, deliveryId }))
    }
    await running.drained()
    expect(await running.run('dead-letters redrive object --yes')).toMatchObject({ code: 0 })
    await running.drained()
    expect((await running.run('dead-letters show object')).out).toMatch(/^2 dead letters of object\n/)
    await running.put(lost.payloadKey, JSON.stringify({ ...payload, Id: '3377699720568716' }))
    expect(await running.run('dead-letters redrive object --yes')).toMatchObject({ code: 0 })
    await running.drained()
    expect((await running.run('dead-letters show object')).out).toBe('0 dead letters of object\n')
  })

  test('one message is redriven, or put into quarantine, and the others stay', async () => {
    const ids = ['delivery-8', 'delivery-9', 'delivery-10']
    const payloadKeyOf = (id: string) => `Object/2024-06-09/${id}.json`
    for (const deliveryId of ids) {
      await running.put(payloadKeyOf(deliveryId), broken)
      await running.send(
        'Object',
        JSON.stringify({ ...message, deliveryId, payloadKey: payloadKeyOf(deliveryId) }),
      )
    }
    await running.drained()
    await running.put(payloadKeyOf('delivery-8'), JSON.stringify({ ...payload, Id: '3377699720568718' }))
    const dryRun = await running.run('dead-letters redrive object delivery-8 --dry-run')
    expect(dryRun).toEqual({ code: 0, out: '1 message would be moved to the object queue\n', err: '' })
    expect(await running.run('dead-letters redrive object delivery-8 --yes')).toEqual({
      code: 0,
      out: '1 message moved to the object queue\n',
      err: '',
    })
    await running.drained()
    expect(await running.items('Object')).toContainEqual(
      expect.objectContaining({ objectId: '3377699720568718', deliveryId: 'delivery-8' }),
    )
    const aside = await running.run('dead-letters quarantine object delivery-9 nobody --yes --json')
    expect(aside).toMatchObject({
      code: 1,
      err: 'error: not among the dead letters that were read: nobody\n',
    })
    expect(JSON.parse(aside.out).items).toEqual([
      { deliveryId: 'delivery-9', outcome: 'moved' },
      { deliveryId: 'nobody', outcome: 'not found' },
    ])
    await running.drained()
    expect(await running.items('Quarantine')).toContainEqual(
      expect.objectContaining({
        deliveryId: 'delivery-9',
        reason: 'not-storable',
        receivedAt: message.receivedAt,
        entity: 'Object',
        trigger: 'OnNewChild',
      }),
    )
    expect((await running.run('dead-letters show object')).out).toMatch(
      /^1 dead letter of object\n.*delivery-10\n$/,
    )
    expect(await running.run('dead-letters quarantine quarantine x --yes')).toMatchObject({ code: 2 })
    await running.run('dead-letters quarantine object delivery-10 --yes')
    await running.drained()
  })

  test('a message that somebody else moves meanwhile is not reported as moved', async () => {
    const gone = { ...message, deliveryId: 'delivery-11', payloadKey: 'Object/2024-06-09/delivery-11.json' }
    await running.put(gone.payloadKey, broken)
    await running.send('Object', JSON.stringify(gone))
    await running.drained()
    const ask = async () => {
      await running.run('dead-letters quarantine object delivery-11 --yes')
      return 'yes'
    }
    expect(await running.run('dead-letters redrive object delivery-11', { ask })).toEqual({
      code: 1,
      out: '0 messages moved to the object queue\n',
      err: 'error: not among the dead letters that were read: delivery-11\n',
    })
    await running.drained()
  })

  test('get reads the payload from the bucket, and the excerpt without it', async () => {
    const { out } = await running.run(`get object ${payload.Id} --json`)
    const events = JSON.parse(out).items.filter(({ eventId }: { eventId?: string }) => eventId !== undefined)
    expect(events).toMatchObject([{ payloadKey: message.payloadKey, payload }])
    const text = await running.run(`get object ${payload.Id}`)
    expect(text.out).toMatch(/OnNewChild {2}customer {2}long long [^\n]*…$/m)
  })
})
