import { brokenSamples, type Sample, samples } from '../webhooks/samples.ts'

/** The groups of samples, in the order of the page. */
export const groups = [
  "CommBox's documented webhooks",
  'The same in the Event envelope',
  'The same with ids only',
  'Broken on purpose',
] as const

/** A sample with the label of its button. */
export type ConsoleSample = Sample & { group: (typeof groups)[number]; label: string }

/** Every sample: webhooks that CommBox documents, which are accepted, and some that are quarantined. */
export function consoleSamples(): ConsoleSample[] {
  const broken = brokenSamples().map((sample): ConsoleSample => {
    return { ...sample, group: groups[3], label: spaced(sample.name.replace(/^malformed\//, '')) }
  })
  return [...samples().map(inGroup), ...broken]
}

/** Puts an accepted sample into its group, by where it comes from. */
function inGroup(sample: Sample): ConsoleSample {
  const { source, name } = sample
  const article = /^article: (.*)$/.exec(source)?.[1]
  if (article) {
    const activity = /on-new-activity-[a-z]-(.*)/.exec(name)?.[1]
    const label = activity ? `Object OnNewActivity: ${spaced(activity)}` : article
    return { ...sample, group: groups[0], label }
  }
  const envelope = /^event envelope of (.*)$/.exec(source)?.[1]
  if (envelope) return { ...sample, group: groups[1], label: envelope }
  return { ...sample, group: groups[2], label: spaced(name.replace('slim-', '')) }
}

/** `object/text-hebrew`: `object text hebrew` */
function spaced(name: string): string {
  return name.replaceAll(/[/-]/g, ' ')
}
