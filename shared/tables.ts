import { chatTable } from './chat/table.ts'
import { formTable } from './form/table.ts'
import type { Pipeline } from './names.ts'
import { objectTable } from './object/table.ts'
import { quarantineTable } from './quarantine/table.ts'
import { satisfactionTable } from './satisfaction/table.ts'
import type { TableDefinition } from './table.ts'
import { tagTable } from './tag/table.ts'
import { userTable } from './user/table.ts'

/** Every table of the stack: keys and indexes, from which the template and the writers are made. */
export const tables: Record<Pipeline, TableDefinition> = {
  Object: objectTable,
  User: userTable,
  Satisfaction: satisfactionTable,
  Tag: tagTable,
  Form: formTable,
  Chat: chatTable,
  Quarantine: quarantineTable,
}
