import type { TableDefinition } from './dynamodb/table.ts'
import { chatTable } from './entities/chat/table.ts'
import { formTable } from './entities/form/table.ts'
import { objectTable } from './entities/object/table.ts'
import { satisfactionTable } from './entities/satisfaction/table.ts'
import { tagTable } from './entities/tag/table.ts'
import { userTable } from './entities/user/table.ts'
import { quarantineTable } from './quarantine/table.ts'
import type { Pipeline } from './runtime/names.ts'

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
