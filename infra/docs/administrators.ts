import { readFileSync } from 'node:fs'
import { webhookPath } from '../../shared/runtime/names.ts'
import { everyTrigger } from './schemas.ts'

export const administratorsPage = 'docs/administrators.md'

const section = /(<!-- triggers: [^\n]*-->\n)[\s\S]*?(<!-- end -->)/

/** Returns the administrators' page with its table of paths, one row per trigger. Throws if the page has no place for it. */
export function administrators(): string {
  const page = readFileSync(new URL(`../../${administratorsPage}`, import.meta.url), 'utf8')
  const rows = everyTrigger().map(
    ({ entity, trigger, path }) => `| ${entity} | ${trigger} | \`${webhookPath}/${path}\` |`,
  )
  const table = ['| entity | trigger | path |', '| --- | --- | --- |', ...rows].join('\n')
  if (!section.test(page)) throw new Error(`${administratorsPage} has no <!-- triggers --> section. Add one.`)
  return page.replace(section, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`)
}
