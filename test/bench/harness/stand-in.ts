import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'

const started = v.object({ endpoint: v.string() })
const counted = v.object({ requests: v.number() })

export type StandIn = {
  endpoint: string
  /** How many requests there were since this was asked last. */
  requests(): Promise<number>
  close(): void
}

/** The process of the stand-in for SQS and DynamoDB (endpoint.ts). */
export async function startStandIn(): Promise<StandIn> {
  const child = fork(fileURLToPath(new URL('endpoint.ts', import.meta.url)), { execArgv: [] })
  const [message] = await once(child, 'message')
  return {
    ...v.parse(started, message),
    async requests() {
      child.send('requests')
      const [answer] = await once(child, 'message')
      return v.parse(counted, answer).requests
    },
    close: () => child.disconnect(),
  }
}
