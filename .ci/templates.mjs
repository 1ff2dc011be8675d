// Writes the template of each stage, and of one with every setting, into the folder that is given.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stages } from '../infra/stages.ts'
import { everySetting, synthesized } from '../test/infra/synthesized.ts'

const [folder = '.'] = process.argv.slice(2)
const all = { ...stages, other: everySetting }
for (const stage of Object.keys(all)) {
  writeFileSync(join(folder, `${stage}.json`), JSON.stringify(synthesized({ stage }, all), null, 2))
}
