import { run } from './program.ts'
import { processIo } from './terminal/process-io.ts'

// A reader such as head closes the pipe once it has enough: that is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

process.exitCode = await run(process.argv.slice(2), processIo)
