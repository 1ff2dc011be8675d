import * as v from 'valibot'
import { flag, settings, text } from './setting.ts'

/** A custom domain name for the webhooks, in place of the address that API Gateway assigns. */
export const customDomain = v.pipe(
  settings({
    /** Such as `webhooks.example.com`. */
    name: text(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'a domain name in lower case'),
    /** A certificate of AWS Certificate Manager for that name, in the region of the stack. */
    certificateArn: text(
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
      'the ARN of a certificate of AWS Certificate Manager',
    ),
    /** The zone of Route 53 that gets the records. */
    hostedZone: settings({
      id: text(/^Z[A-Z0-9]{5,31}$/, 'the id of a hosted zone of Route 53, such as Z0123456789ABCDEFGHIJ'),
      name: text(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'a domain name in lower case'),
    }),
    /** Whether API Gateway's own address answers nothing, so that all requests come by the domain. */
    isOnlyAddress: v.optional(flag, false),
  }),
  v.forward(
    v.partialCheck(
      [['name'], ['hostedZone', 'name']],
      ({ name, hostedZone }) => `.${name}`.endsWith(`.${hostedZone.name}`),
      ({ input: { name, hostedZone } }) =>
        `must be a zone that contains "${name}", not "${hostedZone.name}".`,
    ),
    ['hostedZone', 'name'],
  ),
)

export type CustomDomain = v.InferOutput<typeof customDomain>
