import { readdirSync, rmSync } from 'node:fs'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { createConsole } from '../../infra/console/console.ts'
import { readDeployment } from '../../infra/deployment/outputs-file.ts'
import { queuesOf } from '../../infra/deployment/queues.ts'
import { post } from '../../infra/webhooks/post.ts'
import type { JsonObject } from '../../shared/commbox/json.ts'
import { type DeliveryMessage, encodeMessage } from '../../shared/events/delivery.ts'
import { pipelines } from '../../shared/runtime/names.ts'
import { startBuiltStack } from '../built-app.ts'
import { newFolder } from '../infra/local/small-app.ts'
import { stackTables } from '../stack-tables.ts'

/** Starts a local stack with its console, and a browser. */
export async function startConsole() {
  const dir = newFolder()
  const site = createConsole()
  const stack = await startBuiltStack({ dir, onAnswered: site.arrived, onProcessed: site.changed })
  stack.host(site.open(stack))
  const deployment = readDeployment({ outputs: stack.outputsFile }, process.env)
  const sqs = queuesOf(deployment)
  const browser = await openBrowser()
  const target = { url: deployment.webhookUrl, token: stack.token }
  return {
    url: `${stack.url}/`,
    stack,
    /** Opens a page of any address. */
    visit: (url: string) => openPage(browser, url, {}),
    /** Opens a page of the console. `complaints` are the errors, warnings and dialogs of the browser. */
    open: (path = '', options: BrowserContextOptions = {}) =>
      openPage(browser, `${stack.url}/${path}`, options),
    /** Posts a body as CommBox would. */
    post: (url: string, body: JsonObject | Buffer) => {
      const bytes = Buffer.isBuffer(body)
        ? new Uint8Array(body)
        : new TextEncoder().encode(JSON.stringify(body))
      return post(target, { url, body: bytes })
    },
    /** Puts a delivery into its queue, as if it had come at another time. */
    async queue(delivery: Omit<DeliveryMessage, 'version'>): Promise<void> {
      const MessageBody = encodeMessage({ version: 1, ...delivery })
      const QueueUrl = deployment.queueUrl(delivery.entity)
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
    },
    async drain(): Promise<void> {
      const left = await stack.drain(100)
      if (left.length > 0) throw new Error('Messages are left in the queues.')
    },
    /** Every row of every table, and the names of the files in which the emulators keep objects. */
    async stored(): Promise<unknown> {
      const tables = stackTables(stack)
      const rows = await Promise.all(pipelines.map((pipeline) => tables.items(pipeline)))
      tables.close()
      const files = readdirSync(dir, { recursive: true }).map(String)
      return { rows, files: files.filter((file) => !/tables\.db|\.log$/.test(file)).sort() }
    },
    async stop(): Promise<void> {
      site.close()
      await stack.close()
    },
    async remove(): Promise<void> {
      await browser.close()
      sqs.destroy()
      site.close()
      await stack.stop()
      rmSync(dir, { recursive: true })
    },
  }
}
export type RunningConsole = Awaited<ReturnType<typeof startConsole>>

/** A domain of somebody else, of which every name resolves to 127.0.0.1. */
export const reboundDomain = 'rebound.example'

/** For a step of the browser, in milliseconds: only what hangs is to fail. */
export const patience = 100_000

/** Starts the system's Chromium. It has no sandbox for root, which is fine for pages of our own. */
function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    timeout: patience,
    // Any name below it leads to this machine, as a name of a hostile page can.
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--host-resolver-rules=MAP *.${reboundDomain} 127.0.0.1`,
      // Newer browsers ask before a page reaches this machine. Older ones do not.
      '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
    ],
  })
}

async function openPage(browser: Browser, url: string, options: BrowserContextOptions) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  context.setDefaultTimeout(patience)
  const page: Page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    return dialog.dismiss()
  })
  await page.goto(url)
  return { page, complaints, close: () => context.close() }
}
