import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { conversation, postHistory, scores } from './history.ts'
import { type RunningConsole, startConsole } from './running.ts'

let running: RunningConsole

beforeAll(async () => {
  running = await startConsole()
  await postHistory(running)
})
afterAll(async () => {
  await running?.remove()
})

const poll = <Value>(ask: () => Promise<Value>) => expect.poll(ask, { interval: 100 })

/** Opens a page and waits until it is notified of changes. */
async function openLive(path = '') {
  const opened = await running.open(path)
  await poll(() => opened.page.locator('#connection').textContent()).toBe('live')
  return opened
}

/** Presses Tab until an element with this text has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = page.locator(':focus')
  for (let presses = 0; presses < 400; presses++) {
    await page.keyboard.press('Tab')
    if ((await focused.count()) > 0 && (await focused.innerText()).replace(/\s+/g, ' ').trim() === name)
      return
  }
  throw new Error(`${name} cannot be reached with the Tab key`)
}

describe('what just arrived', () => {
  test('is shown without a reload, and announced to a screen reader', async () => {
    const { page, complaints, close } = await openLive()
    await running.post('object/on-new-child', {
      payload: {
        Id: '4400000000000910',
        StreamId: '24569',
        User: { Id: '4430000000000910', FirstName: 'Live', LastName: 'Customer' },
        Children: { Child: { Id: '4440000000000910', Message: 'Is anybody there?', ManagerId: '0' } },
      },
    })
    const first = page.locator('#arrivals li').first()
    await poll(() => first.innerText()).toMatch(/Object OnNewChild[\s\S]*4400000000000910 Is anybody there\?/)
    await poll(() => page.getByRole('link', { name: 'Live Customer' }).count()).toBe(1)
    await poll(() => page.locator('#news[role=status]').textContent()).toBe('1 new delivery.')
    expect(complaints).toEqual([])
    await close()
  })

  test('has whole names of triggers at 1280 px, and how many there were', async () => {
    const { page, close } = await running.open('', { viewport: { width: 1280, height: 800 } })
    const names = page.locator('#arrivals li b')
    expect(await names.allInnerTexts()).toContain('Object OnNewActivity')
    const cut = await names.evaluateAll(
      (all) =>
        all.filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth).length,
    )
    expect(cut).toBe(0)
    const boxes = await names.evaluateAll((all) => all.map((name) => name.getBoundingClientRect().right))
    const edge = await page.locator('#arrivals').evaluate((list) => list.getBoundingClientRect().right)
    expect(Math.max(...boxes)).toBeLessThanOrEqual(edge)
    const count = Number(await page.locator('body').getAttribute('data-arrivals'))
    expect(await page.locator('#arrivals h2').innerText()).toMatch(new RegExp(`${count} since the start`))
    await page.getByRole('searchbox', { name: 'Find' }).fill('no conversation has this')
    await page.keyboard.press('Enter')
    await poll(() => page.locator('#conversations output').innerText()).toMatch(/^0 of \d+$/)
    await close()
  })

  test('an update keeps typed text, open details and the focus', async () => {
    const { page, close } = await openLive()
    await page.getByText('Broken on purpose').click()
    const find = page.getByRole('searchbox', { name: 'Find' })
    await find.fill('ABC-1')
    const before = await page.locator('body').getAttribute('data-arrivals')
    await running.post('satisfaction/on-submit', { payload: { ObjectId: '4400000000000911', Score: '70' } })
    await poll(() => page.locator('body').getAttribute('data-arrivals')).not.toBe(before)
    expect(await find.inputValue()).toBe('ABC-1')
    expect(await find.evaluate((element) => element.matches(':focus'))).toBe(true)
    expect(await page.getByRole('button', { name: 'Send truncated' }).isVisible()).toBe(true)
    await close()
  })

  test('a delivery without a token is shown as refused', async () => {
    const { page, close } = await openLive()
    await fetch(`${running.url}webhooks/object`, { method: 'POST', body: '{}' })
    const first = page.locator('#arrivals li').first()
    await poll(() => first.innerText()).toMatch(/No valid token\s+refused 401/)
    await close()
  })
})

describe('a conversation', () => {
  const bubbles = (page: Page) => page.locator('#conversation .message')

  test('is listed with its status, channel, agent and tags, and opens with the keyboard', async () => {
    const { page, close } = await openLive()
    const row = page.locator(`#conversation-${conversation}`)
    await poll(() => row.innerText()).toMatch(/דנה לוי\s+Resolved/)
    for (const text of ['WhatsApp', 'agent Noa Barak (23571002)', 'Topics / Delivery', 'תודה רבה!']) {
      expect(await row.innerText()).toContain(text)
    }
    await row.getByRole('link').focus()
    await page.keyboard.press('Enter')
    await poll(() => bubbles(page).count()).toBe(4)
    expect(await row.getAttribute('aria-current')).toBe('true')
    await close()
  })

  test('is a timeline: messages as bubbles on two sides, activities between them, in time order', async () => {
    const { page, complaints, close } = await openLive(`?conversation=${conversation}`)
    const times = await page
      .locator('#conversation li time')
      .evaluateAll((elements) => elements.map((element) => element.getAttribute('datetime')))
    expect(times.slice(0, 8)).toEqual(times.slice(0, 8).toSorted())
    const activities = page.locator('#conversation .activity')
    for (const text of ['StatusChange Resolved (2)', 'Remark Left the warehouse', '+ Topics / Delivery']) {
      expect(await activities.filter({ hasText: text }).count()).toBe(1)
    }
    const [customer, agent] = [bubbles(page).first(), bubbles(page).nth(1)]
    expect(await customer.locator('.by').innerText()).toContain('דנה לוי')
    expect(await agent.locator('.by').innerText()).toContain('Noa Barak (23571002)')
    const [left, right] = [await customer.boundingBox(), await agent.boundingBox()]
    expect((left?.x ?? 0) < (right?.x ?? 0)).toBe(true)
    expect(complaints).toEqual([])
    await close()
  })

  test('writes Hebrew from the right and English from the left', async () => {
    const { page, close } = await openLive(`?conversation=${conversation}`)
    const style = (text: string) =>
      bubbles(page)
        .locator('.words')
        .filter({ hasText: text })
        .evaluate((element) => {
          const style = element.ownerDocument.defaultView?.getComputedStyle(element)
          return [style?.direction, style?.textAlign]
        })
    expect(await style('ההזמנה שלי')).toEqual(['rtl', 'start'])
    expect(await style('It arrives tomorrow')).toEqual(['ltr', 'start'])
    await close()
  })

  test('is found by a text and by its status', async () => {
    const { page, close } = await openLive()
    await page.getByRole('searchbox', { name: 'Find' }).fill('topics / DELIVERY')
    await page.keyboard.press('Enter')
    await poll(() => page.locator('#conversations .rows > li').count()).toBe(1)
    await page.getByRole('combobox', { name: 'Status' }).selectOption({ label: 'Resolved' })
    await page.getByRole('button', { name: 'Find' }).click()
    await poll(() => page.locator('#conversations .rows > li').count()).toBe(1)
    await page.getByRole('searchbox', { name: 'Find' }).fill('nobody has written this')
    await page.getByRole('button', { name: 'Find' }).click()
    await poll(() => page.locator('#conversations').innerText()).toContain('No conversation matches.')
    await close()
  })

  test('of a hostile customer is only text', async () => {
    const attack = '"><img src=x onerror=alert(1)><script>alert(2)</script></bdi></main>\u202e&lt;'
    const id = '4400000000000920'
    await running.post('object/on-new', {
      payload: {
        Id: id,
        StreamId: '24569',
        StreamProviderType: attack,
        Message: attack,
        User: { Id: '4430000000000920', FirstName: attack, LastName: '' },
        Type: '4',
        StatusID: '1',
      },
    })
    await running.post(`object/${encodeURIComponent(attack)}`, { payload: { [attack]: attack } })
    await running.post('user/on-new', {
      payload: { Id: '4430000000000920', FirstName: attack, Email: attack },
    })
    await running.post('satisfaction/on-submit', {
      payload: { ObjectId: id, Score: '10', Description: attack },
    })
    await running.drain()
    const { page, complaints, close } = await openLive(
      `?conversation=${id}&find=${encodeURIComponent(attack)}`,
    )
    // CommBox sends text with HTML's entities, which are shown as the characters they stand for.
    await poll(() => bubbles(page).locator('.words').first().textContent()).toBe(
      '"><img src=x onerror=alert(1)><script>alert(2)</script></bdi></main>\u202e<',
    )
    for (const section of ['#arrivals', '#conversations', '#users', '#satisfaction', '#quarantine']) {
      expect(await page.locator(section).textContent()).toContain('<img src=x onerror=alert(1)>')
    }
    expect(await page.locator('img, main script').count()).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })
})

test('users are listed, those who are logged in first', async () => {
  const { page, close } = await openLive()
  const first = page.locator('#users tbody tr').first()
  expect(await first.innerText()).toMatch(/Noa Barak\s+23571002\s+noa\.barak@example\.com\s+logged in/)
  await close()
})

test('satisfaction is plotted over time, with axes, a summary and a table', async () => {
  const { page, close } = await openLive()
  const plot = page.getByRole('img', { name: /^Satisfaction scores over time \d+ scores, mean/ })
  expect(await plot.count()).toBe(1)
  expect(await plot.locator('circle').count()).toBeGreaterThanOrEqual(scores.length)
  expect(await plot.locator('polyline').count()).toBe(1)
  expect(await plot.locator('text').allTextContents()).toEqual(
    expect.arrayContaining(['score', 'time (UTC)', '0', '80']),
  )
  const table = page.getByRole('table', { name: 'The latest scores' })
  expect(await table.getByRole('cell', { name: '95', exact: true }).count()).toBe(1)
  await close()
})

describe('a form', () => {
  test('sends a sample with the keyboard, shows the answer, and keeps the focus', async () => {
    const { page, close } = await openLive()
    await tabTo(page, 'Send Object OnNewActivity: remark')
    await page.keyboard.press('Enter')
    const notice = page.locator('#notice[role=status]')
    await poll(() => notice.innerText()).toBe(
      'Object OnNewActivity: remark: accepted (200), Object OnNewActivity',
    )
    expect((await page.locator(':focus').innerText()).replace(/\s+/g, ' ')).toBe(
      'Send Object OnNewActivity: remark',
    )
    await close()
  })

  test('sends every documented sample, and each is stored', async () => {
    const { page, close } = await openLive()
    await page.getByRole('button', { name: 'Send all of these' }).click()
    await poll(() => page.locator('#notice').innerText()).toBe('33 sent: 33 accepted')
    await running.drain()
    await poll(() => page.locator('#conversation-3377699720568713').innerText()).toContain('Resolved')
    await close()
  })

  test('replays a quarantined delivery as another trigger', async () => {
    const { page, close } = await openLive()
    await page.getByText('Broken on purpose').click()
    await page.getByRole('button', { name: 'Send unknown trigger in url' }).click()
    const row = page
      .locator('#quarantine .rows > li')
      .filter({ hasText: '/webhooks/object/on-archive' })
      .first()
    await poll(() => row.innerText()).toMatch(/Unknown trigger[\s\S]*expected one of OnNew, /)

    await row.getByRole('combobox', { name: 'as' }).fill('Ticket OnNew')
    await row.getByRole('button', { name: 'Replay' }).click()
    await poll(() => page.locator('#notice').innerText()).toContain('There is no trigger “Ticket OnNew”')
    await row.getByRole('combobox', { name: 'as' }).fill('Object OnNew')
    await row.getByRole('button', { name: 'Replay' }).click()
    await poll(() => page.locator('#notice').innerText()).toBe('Replayed: sent to Object OnNew.')
    await poll(() => row.innerText()).toContain('replayed')
    await close()
  })

  test('works without JavaScript', async () => {
    const { page, close } = await running.open('?find=x', { javaScriptEnabled: false })
    await page.getByRole('button', { name: 'Send Object OnNewChild', exact: true }).click()
    expect(await page.locator('#notice').innerText()).toBe(
      'Object OnNewChild: accepted (200), Object OnNewChild',
    )
    expect(page.url()).toBe(`${running.url}?find=x`)
    await close()
  })
})

describe('accessibility', () => {
  test.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 390, height: 844 } }],
    ['forced colours', { forcedColors: 'active' }],
  ] as const)('axe finds nothing: %s', async (_, options) => {
    const { page, complaints, close } = await running.open(`?conversation=${conversation}`, options)
    for (const summary of await page.locator('summary').all()) await summary.click()
    const { violations, passes }: AxeResults = await page.evaluate(`${axe.source}\naxe.run()`)
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    expect(passes.map(({ id }) => id)).toEqual(expect.arrayContaining(['color-contrast', 'label']))
    expect(complaints).toEqual([])
    await close()
  })

  test('no content is wider than a narrow screen', async () => {
    const { page, close } = await running.open(`?conversation=${conversation}`, {
      viewport: { width: 320, height: 640 },
    })
    const [wide, high] = await page.locator('html').evaluate((root) => [root.scrollWidth, root.clientWidth])
    expect(wide).toBe(high)
    await close()
  })

  test('the first Tab leads to a link past the header, and the focus is visible', async () => {
    const { page, close } = await openLive()
    await page.keyboard.press('Tab')
    const skip = page.locator(':focus')
    expect(await skip.innerText()).toBe('Skip to content')
    expect(
      await skip.evaluate(
        (element) => element.ownerDocument.defaultView?.getComputedStyle(element).outlineStyle,
      ),
    ).toBe('solid')
    await page.keyboard.press('Enter')
    expect(await page.locator(':focus').getAttribute('id')).toBe('main')
    await close()
  })
})

test('a page says when the stack has stopped', async () => {
  const { page, close } = await openLive()
  await running.stop()
  await poll(() => page.locator('#connection').textContent()).toBe('not live: the stack is not answering')
  await close()
})
