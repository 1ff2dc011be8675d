/* Who and what appears in a simulated history. */

const firstNames = ['Noa', 'Omar', 'Mia', 'יעל', 'אבי', 'Lior', 'Dana', 'سارة', 'Tom', 'Ruth']
const lastNames = ['Levi', 'Haddad', 'Jones', 'כהן', 'Mizrahi', 'Peretz']

export type Agent = { id: string; firstName: string; lastName: string; name: string }

/** Sixty agents, each with a name of its own, some of them right to left. */
export const agents = atLeastOne(
  lastNames.flatMap((lastName, row) =>
    firstNames.map(
      (firstName, column): Agent => ({
        id: String(23_571_000 + row * firstNames.length + column),
        firstName,
        lastName,
        name: `${firstName} ${lastName}`,
      }),
    ),
  ),
)

/** CommBox sends a channel's name only when a conversation changes to another channel. */
export const channels = [
  { id: '1772', type: 'WhatsApp' },
  { id: '24569', type: 'BumpYard' },
  { id: '15802', type: 'Mail' },
  { id: '30010', type: 'Instagram' },
] as const
export type Channel = (typeof channels)[number]

export const tagGroups = [
  { id: '4201', name: 'Delivery', tags: ['Late', 'Wrong address', 'חבילה אבודה'] },
  { id: '4202', name: 'Payment', tags: ['Refund', 'Invoice'] },
  { id: '4203', name: 'שירות', tags: ['תלונה', 'Praise', 'Question'] },
] as const

export type Tag = { id: string; name: string; groupId: string; group: string }
export const tags = atLeastOne(
  tagGroups.flatMap(({ id, name: group, tags }) =>
    tags.map((name, index): Tag => ({ id: `${id}${index}`, name, groupId: id, group })),
  ),
)

export const texts = {
  customer: [
    'Where is my order?',
    'שלום, איפה ההזמנה שלי?',
    'أين طلبي؟',
    'It came broken 😟',
    '=1+1',
    'Thanks!',
  ],
  agent: ['Let me look.', 'It leaves today.', 'רגע, אני בודק', 'We send you another one.'],
  bot: ['Hello! An agent will be with you soon.', 'מה מספר ההזמנה?'],
} as const

function atLeastOne<Member>([first, ...others]: Member[]): [Member, ...Member[]] {
  if (first === undefined) throw new Error('there is none')
  return [first, ...others]
}
