import { readdirSync, readFileSync } from 'node:fs'

/** A statement in a file of its own. */
export type SqlFile = {
  /** The file's name without `.sql`. */
  name: string
  /** The text of the comment at its beginning, without the dashes. */
  about: string
  /** What follows the comment. */
  statement: string
}

/** Reads the `.sql` files of a folder, by name. */
export function sqlFiles(folder: URL): SqlFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const lines = readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n')
      const end = lines.findIndex((line) => !line.startsWith('--'))
      const about = lines.slice(0, end).map((line) => line.replace(/^-- ?/, ''))
      return {
        name: file.slice(0, -'.sql'.length),
        about: about.join('\n'),
        statement: lines.slice(end).join('\n').trim(),
      }
    })
}
