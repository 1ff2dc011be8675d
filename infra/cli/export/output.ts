import type { Io } from '../terminal/io.ts'
import type { Checkpoint } from './file-output.ts'

/** Where an export is written. */
export type Output = {
  /** Where an earlier run was interrupted. */
  start?: Pick<Checkpoint, 'position' | 'rows' | 'columns'>
  write(text: string): Promise<void>
  /** Records that everything up to a position is written. */
  reached(position: Checkpoint['position'], rows: number, columns: string[]): Promise<void>
  /** Records that the export is complete. */
  finish(): Promise<void>
  close(): Promise<void>
}

/** Writes lines to the standard output. A text without an end of line is held back until its line ends. */
export function standardOutput(io: Io): Output {
  let open = ''
  return {
    async write(text) {
      const end = text.lastIndexOf('\n')
      if (end < 0) open += text
      else {
        io.out(open + text.slice(0, end))
        open = text.slice(end + 1)
      }
    },
    async reached() {},
    async finish() {},
    async close() {},
  }
}
