import { isIPv4, isIPv6 } from 'node:net'
import { entities } from '../shared/commbox/names.ts'
import {
  type CustomDomain,
  defaults,
  logRetentions,
  type Stage,
  type StageEntry,
  type TokenHash,
} from './stages.ts'

/** The names that an entry may have. */
const settings = new Set([...Object.keys(defaults), 'isProduction', 'alarmEmail', 'customDomain'])

/** Everything that is wrong with a stage, one line each; no line repeats what may be a token. */
export function mistakesIn(entry: StageEntry, stage: Stage): string[] {
  const { throttle, consumers } = stage
  return [
    ...unknownNames('setting', Object.keys(entry), settings),
    ...(typeof stage.isProduction === 'boolean' ? [] : ['isProduction is to be true or false.']),
    ...mistakesInHashes(stage.tokenHashes),
    ...stage.brands.flatMap(mistakesInBrand),
    ...stage.sourceCidrs.flatMap(mistakesInCidr),
    ...unknownNames('entity (eventRetention)', Object.keys(stage.eventRetention), new Set(entities)),
    ...Object.entries(stage.eventRetention).flatMap(([entity, days]) =>
      whole(`eventRetention.${entity}`, days, 1, 3650, 'days'),
    ),
    ...oneOf('logRetention', stage.logRetention, logRetentions),
    ...whole('throttle.rate', throttle.rate, 1, 100_000, 'requests a second'),
    ...whole('throttle.burst', throttle.burst, 1, 100_000, 'requests'),
    ...whole('consumers.batchSize', consumers.batchSize, 1, 10_000, 'messages'),
    ...whole('consumers.batchWindow', consumers.batchWindow, 0, 300, 'seconds'),
    ...(consumers.batchSize > 10 && consumers.batchWindow < 1
      ? ['consumers.batchWindow is to be 1 second or more where consumers.batchSize is above 10.']
      : []),
    ...whole('consumers.maximumConcurrency', consumers.maximumConcurrency, 2, 1000, 'invocations'),
    ...mistakesInEmail(stage.alarmEmail),
    ...whole('silenceHours', stage.silenceHours, 1, 168, 'hours'),
    ...oneOf('metricDetail', stage.metricDetail, ['stack', 'trigger']),
    ...oneOf('tracing', stage.tracing, [true, false]),
    ...(stage.customDomain === undefined ? [] : mistakesInDomain(stage.customDomain)),
  ]
}

function mistakesInHashes(hashes: readonly TokenHash[]): string[] {
  const labels = hashes.map(({ label }) => label)
  const twice = labels.filter((label, index) => labels.indexOf(label) !== index)
  return [
    ...hashes.flatMap(mistakesInHash),
    // Two of one label would be one token that is let in and one that is not, in silence.
    ...[...new Set(twice)]
      .filter(isLabel)
      .map((label) => `There are two token hashes with the label "${label}".`),
  ]
}

function mistakesInHash({ label, sha256 }: TokenHash): string[] {
  // What is no label and what is no hash may be a token given by mistake, and is not repeated.
  if (!isLabel(label)) {
    return ['The label of a token hash is made of letters, digits and dashes: `-c tokenHash=<label>:<hash>`.']
  }
  if (/^[0-9a-f]{64}$/.test(sha256)) return []
  return [
    `The token hash "${label}" is no SHA-256 in hex (64 digits): \`npm run commbox -- token <label>\` prints one.`,
  ]
}

function isLabel(label: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(label)
}

function mistakesInBrand(brand: string): string[] {
  const isName = brand !== '' && brand === brand.trim() && !brand.includes(',')
  return isName ? [] : [`brands: "${brand}" is no name: not empty, no comma in it, no blanks around it.`]
}

function mistakesInCidr(cidr: string): string[] {
  const [address = '', bits = '', ...rest] = cidr.split('/')
  const most = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0
  const isLength = /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most
  if (isLength && rest.length === 0) return []
  return [`sourceCidrs: "${cidr}" is no network such as 192.0.2.0/24 or 2001:db8::/32.`]
}

function mistakesInEmail(email: string | undefined): string[] {
  if (email === undefined || /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(email)) return []
  return [`alarmEmail: "${email}" is no e-mail address.`]
}

function mistakesInDomain({ name, certificateArn, hostedZone }: CustomDomain): string[] {
  const isName = (text: string) => /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(text)
  return [
    ...(isName(name) ? [] : [`customDomain.name: "${name}" is no domain name in lower case.`]),
    ...(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/.test(certificateArn)
      ? []
      : [`customDomain.certificateArn: "${certificateArn}" is no certificate of AWS Certificate Manager.`]),
    ...(/^Z[A-Z0-9]{5,31}$/.test(hostedZone.id)
      ? []
      : [
          `customDomain.hostedZone.id: "${hostedZone.id}" is no id of Route 53, such as Z0123456789ABCDEFGHIJ.`,
        ]),
    ...(`.${name}`.endsWith(`.${hostedZone.name}`) && isName(hostedZone.name)
      ? []
      : [`customDomain.hostedZone.name: "${hostedZone.name}" is no zone that holds "${name}".`]),
  ]
}

function unknownNames(what: string, names: readonly string[], known: ReadonlySet<string>): string[] {
  const list = [...known].join(', ')
  return names
    .filter((name) => !known.has(name))
    .map((name) => `There is no ${what} "${name}". Known are ${list}.`)
}

function whole(name: string, value: unknown, least: number, most: number, unit: string): string[] {
  const isWithin = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
  return isWithin ? [] : [`${name} is ${value}: a whole number from ${least} to ${most} (${unit}) is wanted.`]
}

function oneOf(name: string, value: unknown, known: readonly unknown[]): string[] {
  return known.includes(value) ? [] : [`${name} is ${value}: it can be ${known.join(', ')}.`]
}
