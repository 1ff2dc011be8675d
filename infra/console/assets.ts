import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** A file that pages load: its media type and its bytes. */
export type Asset = { type: string; content: Buffer }

const css = 'text/css; charset=utf-8'
const javaScript = 'text/javascript; charset=utf-8'
const own = (name: string) => fileURLToPath(new URL(`./assets/${name}`, import.meta.url))

/** The page's style sheets, in the order of the cascade. */
export const styles = ['base', 'frame', 'rows', 'conversation', 'forms', 'plot'] as const

const files: Readonly<Record<string, { file: string; type: string }>> = {
  '/console/icon.svg': { file: own('icon.svg'), type: 'image/svg+xml' },
  '/console/live.js': { file: own('live.js'), type: javaScript },
  '/console/idiomorph.js': {
    file: createRequire(import.meta.url).resolve('idiomorph/dist/idiomorph.esm.js'),
    type: javaScript,
  },
  ...Object.fromEntries(
    styles.map((name) => [`/console/${name}.css`, { file: own(`${name}.css`), type: css }]),
  ),
}

/** The file at a path. Only the files of this list are served: a path is a key, never part of a file name. */
export function assetAt(path: string): Asset | undefined {
  const found = Object.hasOwn(files, path) ? files[path] : undefined
  return found && { type: found.type, content: readFileSync(found.file) }
}
