import { administrators, administratorsPage } from './administrators.ts'
import { athena, athenaScript, sql, sqlPage } from './athena.ts'
import { eventSchemas } from './event-schemas.ts'
import { workbenchModel } from './nosql-workbench.ts'
import { openApi } from './openapi.ts'
import { schemaDocuments } from './schemas.ts'

/** Returns the text of every documentation file that is generated, in full or in part, by its path in the project. */
export function documents(): Map<string, string> {
  const text = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`
  return new Map([
    [administratorsPage, administrators()],
    [sqlPage, sql()],
    [athenaScript, athena()],
    ['docs/openapi.json', text(openApi())],
    ['docs/nosql-workbench.json', text(workbenchModel())],
    ...[...schemaDocuments(), ...eventSchemas()].map(([path, schema]): [string, string] => [
      `docs/schemas/${path}.json`,
      text(schema),
    ]),
  ])
}
