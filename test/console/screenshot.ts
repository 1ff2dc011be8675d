import { fileURLToPath } from 'node:url'
import { deliveries } from '../fixtures.ts'
import { conversation, postHistory } from './history.ts'
import { startConsole } from './running.ts'

/** Writes docs/console.png: `npx node test/console/screenshot.ts` */
const running = await startConsole()
await postHistory(running)
const options = { viewport: { width: 1360, height: 720 } }
const { page } = await running.open('', options)
await page.getByText('Broken on purpose').click()
await page.getByRole('button', { name: 'Send unknown trigger in url' }).click()
await page.locator('#quarantine .rows > li').waitFor()
const samples = ['object/on-new-child', 'object/text-hebrew', 'object/text-arabic', 'user/on-new']
for (const { name, body, expected } of deliveries()) {
  if (samples.includes(name)) await running.post(expected.url, body)
}
await page.locator('#conversation-4400000000000081').waitFor()
await running.drain()

const { page: shown } = await running.open(`?conversation=${conversation}`, options)
await shown.locator('#connection[data-live]').waitFor()
await shown.screenshot({
  path: fileURLToPath(new URL('../../docs/console.png', import.meta.url)),
  fullPage: true,
  clip: { x: 0, y: 0, width: 1360, height: 1060 },
})
await running.remove()
