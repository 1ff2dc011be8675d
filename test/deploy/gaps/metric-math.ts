import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Gap } from './proxy.ts'

type Metric = { MetricStat?: { Metric: object; Period: number; Stat: string } }
type Resource = { Type: string; Properties?: { Metrics?: Metric[]; [name: string]: unknown } }

/**
 * CloudFormation's alarms on metric math: the emulator gets a template in which each such alarm reads the first of
 * its metrics only. Nothing else of the template changes.
 */
export function metricMath(s3: S3Client): Gap {
  return async ({ body }) => {
    const form = new URLSearchParams(body)
    const url = form.get('TemplateURL')
    if (url === null || form.get('Action') !== 'CreateChangeSet') return undefined
    const [, Bucket, Key = ''] = new URL(url).pathname.split(/\/([^/]+)\//)
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    const template: { Resources: Record<string, Resource> } = JSON.parse(
      (await Body?.transformToString()) ?? '',
    )
    for (const resource of Object.values(template.Resources)) {
      const { Metrics, ...rest } = resource.Properties ?? {}
      if (resource.Type !== 'AWS::CloudWatch::Alarm' || Metrics === undefined) continue
      const { Metric = {}, Period, Stat } = Metrics.find(({ MetricStat }) => MetricStat)?.MetricStat ?? {}
      resource.Properties = { ...rest, ...Metric, Period, Statistic: Stat }
    }
    const without = `without-metric-math/${Key}`
    await s3.send(new PutObjectCommand({ Bucket, Key: without, Body: JSON.stringify(template) }))
    form.set('TemplateURL', url.replace(Key, without))
    return { body: form.toString() }
  }
}
