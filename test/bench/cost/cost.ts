import { synthesizedStage } from '../harness/build.ts'
import { readResults } from '../harness/results.ts'
import { writePages } from '../pages.ts'
import { costText } from './report.ts'

/** `npm run cost`: the bill, from the template, the counts in results.json and the prices in prices.ts. */
const deployed = await synthesizedStage()
console.log(costText(readResults(), deployed))
writePages(readResults(), deployed)
