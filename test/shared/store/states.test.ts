import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { beforeEach, describe, expect, test } from 'vitest'
import { toItem } from '../../../shared/dynamodb/attribute-values.ts'
import { getItem } from '../../../shared/dynamodb/database.ts'
import { definitions } from '../../../shared/entities/registry.ts'
import { markErased } from '../../../shared/store/mark-erased.ts'
import { ConflictError, stateKey, writeState } from '../../../shared/store/states.ts'
import { at, first } from '../events-of.ts'
import { recordedTable } from './recorded-table.ts'

const { layout } = definitions.Object
const noon = '2024-06-16T12:00:00.000Z'
const one = '2024-06-16T13:00:00.000Z'

let { table, called, items, scripted } = recordedTable()
beforeEach(() => {
  ;({ table, called, items, scripted } = recordedTable())
})

const assigned = (minute: string, via?: 'import' | 'replay') =>
  first(
    'Object',
    'OnAssign',
    { Id: '1' },
    { ...at(minute), requestId: `r-${minute}`, ...(via ? { via } : {}) },
  )
const refused = () => new ConditionalCheckFailedException({ message: '', $metadata: {} })
const stored = () => getItem(table, stateKey('1'))

describe('a state', () => {
  test('of no events is not written', async () => {
    expect(await writeState(table, layout, [], undefined)).toEqual({ conflicts: 0, isWritten: false })
    expect(called()).toEqual([])
  })

  test('is written where there is none, and over the one that was read', async () => {
    const written = { conflicts: 0, isWritten: true }
    expect(await writeState(table, layout, [assigned('01')], undefined)).toEqual(written)
    const before = await stored()
    called()
    expect(await writeState(table, layout, [assigned('02')], before)).toEqual(written)
    expect(called()).toEqual(['PutItem state'])
    expect(await stored()).toMatchObject({ startedAt: at('01').receivedAt, updatedAt: at('02').receivedAt })
  })

  test('that events change nothing in is read once more, and left', async () => {
    await writeState(table, layout, [assigned('01')], undefined)
    const before = await stored()
    called()
    const outcome = await writeState(table, layout, [assigned('01')], before)
    expect(outcome).toEqual({ conflicts: 0, isWritten: false })
    expect(called()).toEqual(['GetItem state'])
  })

  test('that was rebuilt without the events since it was read has them again', async () => {
    await writeState(table, layout, [assigned('01'), assigned('02')], undefined)
    const before = await stored()
    const emptied = recordedTable()
    const outcome = await writeState(emptied.table, layout, [assigned('02')], before)
    expect(outcome).toEqual({ conflicts: 0, isWritten: true })
    expect(await emptied.items()).toMatchObject([{ startedAt: at('02').receivedAt }])
  })

  test('that another consumer wrote meanwhile is folded again, and the conflict counted', async () => {
    await writeState(table, layout, [assigned('01')], undefined)
    called()
    const outcome = await writeState(table, layout, [assigned('02')], undefined)
    expect(outcome).toEqual({ conflicts: 1, isWritten: true })
    expect(called()).toEqual(['PutItem state', 'PutItem state'])
    expect(await stored()).toMatchObject({ startedAt: at('01').receivedAt, updatedAt: at('02').receivedAt })
    const before = await stored()
    called()
    expect(await writeState(table, layout, [assigned('02')], undefined)).toEqual({
      conflicts: 1,
      isWritten: false,
    })
    expect(called()).toEqual(['PutItem state'])
    expect(await stored()).toEqual(before)
  })

  test('that is gone when it is to be replaced is begun again', async () => {
    const outcome = await writeState(table, layout, [assigned('02')], {
      objectId: '1',
      record: 'state',
      revision: 'x',
    })
    expect(outcome).toEqual({ conflicts: 1, isWritten: true })
    expect(await items()).toMatchObject([{ startedAt: at('02').receivedAt }])
  })

  test('that is always another is given up after 20 attempts, with a wait before each but the first four', async () => {
    let waits = 0
    let writes = 0
    const sleep = async () => {
      waits += 1
    }
    const other = { objectId: '1', record: 'state', revision: 'x' }
    const faster = scripted((command) => {
      if (command !== 'PutItemCommand') return { Item: toItem({ ...other, revision: `${writes}` }) }
      writes += 1
      return refused()
    })
    const stubborn = { ...faster, sleep }
    const error = await writeState(stubborn, layout, [assigned('01')], other).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toEqual(new ConflictError('the state changed under every attempt to write it'))
    expect(error).toMatchObject({ name: 'ConflictError' })
    expect({ writes, waits }).toEqual({ writes: 20, waits: 17 })
  })

  test.each<[('import' | 'replay' | undefined)[], string | undefined]>([
    [['import'], 'import'],
    [['import', 'import'], 'import'],
    [['import', 'replay'], 'import'],
    [['import', undefined], undefined],
    [[undefined, 'import'], undefined],
    [[undefined], undefined],
  ])('that events of %j changed says %s of a command', async (vias, via) => {
    await writeState(
      table,
      layout,
      vias.map((each, n) => assigned(`0${n}`, each)),
      undefined,
    )
    expect((await stored())?.via).toBe(via)
  })
})

describe('the mark of an erasure', () => {
  test('is the state of a thing that has none', async () => {
    await markErased(table, 'Object', '1', { all: noon })
    expect(await items()).toMatchObject([
      { record: 'state', erasedAt: noon, withdrawnAt: noon, registers: {} },
    ])
  })

  test('leaves what the state has, and takes its expiry', async () => {
    const kept = { ...table, stateRetentionDays: 1 }
    await writeState(kept, layout, [assigned('01')], undefined)
    expect(await stored()).toHaveProperty('expiresAt')
    await markErased(kept, 'Object', '1', { texts: noon })
    const state = await stored()
    expect(state).toMatchObject({ textsErasedAt: noon, startedAt: at('01').receivedAt })
    expect(state).not.toHaveProperty('expiresAt')
  })

  test('of the later time stays, and is not written again', async () => {
    await markErased(table, 'Object', '1', { all: one })
    called()
    await markErased(table, 'Object', '1', { all: noon })
    await markErased(table, 'Object', '1', { all: one })
    expect(called()).toEqual(['GetItem state', 'GetItem state'])
    await markErased(table, 'Object', '1', { texts: noon })
    expect(await items()).toMatchObject([{ erasedAt: one, textsErasedAt: noon }])
  })

  test('is tried 20 times while consumers are faster', async () => {
    let writes = 0
    const rival = (most: number) =>
      scripted((command) => {
        if (command !== 'PutItemCommand' || writes === most) return undefined
        writes += 1
        return refused()
      })
    await markErased(rival(19), 'Object', '1', { all: noon })
    expect(await items()).toMatchObject([{ erasedAt: noon }])
    writes = 0
    await expect(markErased(rival(20), 'Object', '2', { all: noon })).rejects.toEqual(
      new ConflictError('the state changed under every attempt to write it'),
    )
    expect(await items('2')).toEqual([])
  })
})
