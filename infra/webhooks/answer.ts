import * as v from 'valibot'
import { oneLine } from '../text/one-line.ts'

/** The answer to a posted webhook. */
export type Answer = {
  outcome: 'accepted' | 'quarantined' | 'refused' | 'unanswered'
  status?: number
  id?: string
  /** What was understood or what is wrong, in one line. */
  text: string
}

const answerSchema = v.object({
  id: v.optional(v.string()),
  entity: v.optional(v.nullable(v.string())),
  trigger: v.optional(v.nullable(v.string())),
  quarantined: v.optional(v.boolean()),
  reason: v.optional(v.string()),
  title: v.optional(v.string()),
  detail: v.optional(v.string()),
  issues: v.optional(
    v.array(
      v.object({ path: v.string(), expected: v.optional(v.string()), received: v.optional(v.string()) }),
    ),
  ),
})

/** Reads the answer to a posted webhook. */
export function answerFrom(status: number, body: string): Answer {
  const { id, ...answer } = parseAnswer(body)
  const isAccepted = status >= 200 && status < 300
  const outcome = !isAccepted ? 'refused' : answer.quarantined ? 'quarantined' : 'accepted'
  const text = isAccepted
    ? answer.quarantined
      ? `quarantined: ${answer.reason ?? 'no reason given'}`
      : [answer.entity, answer.trigger].filter(Boolean).join(' ')
    : problem(answer, body)
  return { outcome, status, text: oneLine(text, 300), ...(id ? { id } : {}) }
}

function parseAnswer(body: string): v.InferOutput<typeof answerSchema> {
  try {
    const parsed = v.safeParse(answerSchema, JSON.parse(body))
    return parsed.success ? parsed.output : {}
  } catch {
    return {}
  }
}

/** A problem document in one line; if the answer is not one, its beginning. */
function problem({ title, detail, issues = [] }: v.InferOutput<typeof answerSchema>, body: string): string {
  const summary = [title, detail].filter(Boolean).join(': ')
  const places = issues.map(({ path, expected, received }) =>
    [path, expected && `expected ${expected}`, received && `received ${received}`].filter(Boolean).join(', '),
  )
  const list = places.length > 0 ? ` (${places.join('; ')})` : ''
  return `${summary || oneLine(body, 100)}${list}`
}
