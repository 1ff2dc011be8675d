import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { commbox, scratchFolder } from '../infra/cli/command-line.ts'
import { sectionsOf } from './page.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))
/** Folders of other projects, and of generated files. */
const foreign = new Set(['node_modules', 'dist', 'cdk.out', 'coverage', '.local', '.git'])

/** The paths of all Markdown files of the project. */
function markdownIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return foreign.has(entry.name) ? [] : markdownIn(path)
    return entry.name.endsWith('.md') ? [relative(project, path)] : []
  })
}
const pages = markdownIn(project)
const textOf = (page: string) => readFileSync(join(project, page), 'utf8')

/** A page without its code blocks, in which brackets are not links. */
const proseOf = (page: string) => textOf(page).replace(/^```[\s\S]*?^```$/gm, '')

/** The anchors of a page: those that GitHub derives from headings, and explicit ones. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set([...textOf(page).matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id ?? ''))
  for (const { heading } of sectionsOf(page)) {
    const slug = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-')
    let anchor = slug
    for (let n = 1; anchors.has(anchor); n += 1) anchor = `${slug}-${n}`
    anchors.add(anchor)
  }
  return anchors
}

const links = pages.flatMap((page) =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => [page, target ?? ''] as const),
)

describe('links', () => {
  test('have existing files and sections as targets', () => {
    const own = links.filter(([, target]) => !/^[a-z]+:/.test(target))
    expect(own.length).toBeGreaterThan(20)
    const broken = own.filter(([page, target]) => {
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : join(dirname(page), path)
      if (!existsSync(join(project, file))) return true
      return anchor !== undefined && !anchorsOf(file).has(anchor)
    })
    expect(broken).toEqual([])
  })

  test('to other sites use https', () => {
    const outside = links.filter(([, target]) => /^[a-z]+:/.test(target))
    expect(outside.filter(([, target]) => !URL.canParse(target) || !target.startsWith('https://'))).toEqual(
      [],
    )
  })
})

/** Every `npm run commbox -- …` line of every page, as its arguments. */
const commands = pages.flatMap((page) =>
  sectionsOf(page)
    .flatMap(({ blocks }) => blocks)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'))
    .flatMap((line) => /^\s*npm run (?:--silent )?commbox -- (.+)$/.exec(line)?.[1] ?? [])
    .map((words) => [page, words] as const),
)

/** The arguments that a shell would pass, up to a pipe. A placeholder becomes a number, a shell's `${…}` a table. */
function argumentsIn(words: string): string[] {
  const [own = ''] = words.replace(/\s+#.*$/, '').split(/\s[|>]\s/)
  return [...own.matchAll(/'([^']*)'|"([^"]*)"|<[^>]*>|\S+/g)].map(
    ([word, single, double]) =>
      single ?? double?.replace(/^\$\{[^}]*\}$/, 'object') ?? (/^<.*>$/.test(word) ? '1' : word),
  )
}

describe('commands', () => {
  test('are on the pages', () => expect(commands.length).toBeGreaterThan(5))

  // Nothing is deployed here, so that each command ends early: with 1 if its arguments are right.
  test.each(commands)('%s: %s', async (_, words) => {
    const args = argumentsIn(words).map((word) => (word === 'outputs.json' ? 'nowhere/outputs.json' : word))
    // Nobody confirms a prompt.
    const { code, err } = await commbox(args, { COMMBOX_LOCAL_DIR: scratchFolder() }, { ask: async () => '' })
    expect(code, err).not.toBe(2)
  })

  test('with a mistake are found', async () => {
    for (const words of ['get object', 'get object 1 --loud', 'gett object 1']) {
      expect((await commbox(argumentsIn(words), { COMMBOX_LOCAL_DIR: scratchFolder() })).code).toBe(2)
    }
  })
})
