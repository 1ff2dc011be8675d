import { synthesizedStage } from '../harness/build.ts'
import { readResults } from '../harness/results.ts'
import { writePages } from '../pages.ts'
import { agesText, simulationText } from './report.ts'

/** `npm run simulate-load`: one queue and its consumer at rising rates, in a burst, and through an outage of DynamoDB. */
const deployed = await synthesizedStage()
console.log(`${agesText(readResults(), deployed)}\n\n${simulationText(readResults(), deployed)}`)
writePages(readResults(), deployed)
