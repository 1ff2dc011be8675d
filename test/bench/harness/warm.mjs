/**
 * A function that stays loaded, in a process of its own: `fork('warm.mjs', [bundle])`. Takes lists of events, answers
 * each list one event after the other, and returns the CPU time of the process (microseconds, user and system), the
 * bytes and lines that it wrote to its log meanwhile, and the most memory that it ever had (bytes, resident).
 */
const [, , bundle] = process.argv
const require = process.getBuiltinModule('node:module').createRequire(import.meta.url)
const context = { awsRequestId: '1', functionName: 'warm', getRemainingTimeInMillis: () => 600_000 }
const write = process.stdout.write.bind(process.stdout)
let logged = 0
let lines = 0
process.stdout.write = (text, ...rest) => {
  logged += Buffer.byteLength(text)
  lines += 1
  return write(text, ...rest)
}
const { handler } = bundle.endsWith('.mjs') ? await import(bundle) : require(bundle)
process.on('message', async (events) => {
  logged = 0
  lines = 0
  let wrong = 0
  const before = process.cpuUsage()
  for (const event of events) {
    const answer = await handler(event, context)
    if (answer.statusCode !== 200 && answer.batchItemFailures?.length !== 0) wrong += 1
  }
  const { user, system } = process.cpuUsage(before)
  const peak = process.resourceUsage().maxRSS * 1024
  process.send({ cpu: user + system, logged, lines, wrong, peak })
})
process.once('disconnect', () => process.exit())
process.send('ready')
