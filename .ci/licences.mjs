// Checks the licences of what is shipped, in functions and library, by the lock file: every package that is not for
// development. The optional ones (Node, dynoxide) run on the developer's machine only.
import { existsSync, readFileSync } from 'node:fs'

const allowed = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0']

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const shipped = Object.entries(packages).filter(
  ([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional,
)
const wrong = shipped.flatMap(([path, { license }]) => {
  // Under Apache-2.0, a NOTICE has to be passed on: then this project needs one too.
  const hasNotice = ['NOTICE', 'NOTICE.txt', 'NOTICE.md'].some((name) => existsSync(`${path}/${name}`))
  return [
    ...(allowed.includes(license)
      ? []
      : [`${path}: the licence ${license ?? '(none)'} is not among those allowed`]),
    ...(hasNotice ? [`${path}: its NOTICE has to be passed on in a NOTICE of this project`] : []),
  ]
})
for (const line of wrong) console.error(line)
console.log(`${shipped.length} packages are shipped, ${wrong.length} findings`)
process.exitCode = wrong.length === 0 && shipped.length > 0 ? 0 : 1
