import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'

const started = v.object({ endpoint: v.string() })
const counted = v.object({ requests: v.number(), inSequence: v.number() })

export type StandIn = {
  endpoint: string
  /** How many requests there were since this was asked last, and how many of them followed each other. */
  requests(): Promise<v.InferOutput<typeof counted>>
  close(): void
}

/** The process of the stand-in for SQS and DynamoDB (endpoint.ts). @param delay milliseconds before each answer */
export async function startStandIn(delay = 0): Promise<StandIn> {
  const script = fileURLToPath(new URL('endpoint.ts', import.meta.url))
  const child = fork(script, [String(delay)], { execArgv: [] })
  const [message] = await once(child, 'message')
  return {
    ...v.parse(started, message),
    async requests() {
      child.send('requests')
      const [answer] = await once(child, 'message')
      return v.parse(counted, answer)
    },
    close: () => child.disconnect(),
  }
}
