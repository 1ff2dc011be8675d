// Asks the registry for known vulnerabilities of all installed packages. Findings fail. A registry that does not
// answer (a mirror without this service, no network) is named, and passes.
import { spawnSync } from 'node:child_process'

const { stdout, error } = spawnSync('npm', ['audit', '--json', '--fetch-retries=0'], { encoding: 'utf8' })
if (error) throw error
const report = JSON.parse(stdout)

if (report.vulnerabilities === undefined) {
  const { statusCode, code, summary, message } = { ...report, ...report.error }
  console.log(`NOT CHECKED: the registry did not answer (${statusCode ?? code ?? summary ?? message}).`)
} else {
  for (const { name, severity, range, via } of Object.values(report.vulnerabilities)) {
    const titles = via.map((cause) => (typeof cause === 'string' ? cause : `${cause.title} ${cause.url}`))
    console.error(`${severity}: ${name} ${range}: ${titles.join('; ')}`)
  }
  const { total } = report.metadata.vulnerabilities
  console.log(`${total} known vulnerabilities`)
  process.exitCode = total === 0 ? 0 : 1
}
