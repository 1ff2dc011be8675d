/**
 * One cold start, in a process of its own: `node cold.mjs <bundle> <event as JSON>` prints the milliseconds from
 * before the bundle was loaded until its handler had answered the first event. Loads it as Lambda's runtime does.
 * Plain JavaScript, and nothing is loaded before, so that no contender finds a module that it would have had to load.
 */
const [, , bundle, event] = process.argv
const given = JSON.parse(event)
const context = { awsRequestId: '1', functionName: 'cold', getRemainingTimeInMillis: () => 10_000 }
const require = process.getBuiltinModule('node:module').createRequire(import.meta.url)
console.log = console.info = console.warn = () => {}
const start = process.hrtime.bigint()
const { handler } = bundle.endsWith('.mjs') ? await import(bundle) : require(bundle)
const loaded = process.hrtime.bigint()
const answer = await handler(given, context)
const answered = process.hrtime.bigint()
process.stdout.write(
  `${JSON.stringify({ load: Number(loaded - start) / 1e6, all: Number(answered - start) / 1e6, answer })}\n`,
)
process.exit()
