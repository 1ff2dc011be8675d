import {
  ApiMapping,
  DomainName,
  type HttpApi,
  type HttpStage,
  IpAddressType,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53'
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets'
import { Construct } from 'constructs'
import type { CustomDomain } from '../custom-domain.ts'

export type ApiDomainProps = {
  readonly domain: CustomDomain
  readonly api: HttpApi
  readonly stage: HttpStage
}

/**
 * Gives an API a custom domain name: TLS 1.2 or newer, IPv4 and IPv6 records. API Gateway's own address keeps
 * working, so that subscriptions that use it continue, unless the stage says that the domain is the only address.
 */
export class ApiDomain extends Construct {
  constructor(scope: Construct, id: string, { domain, api, stage }: ApiDomainProps) {
    super(scope, id)
    const { name, certificateArn, hostedZone } = domain
    const domainName = new DomainName(this, 'Name', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
      ipAddressType: IpAddressType.DUAL_STACK,
    })
    new ApiMapping(this, 'Mapping', { api, domainName, stage })
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: hostedZone.id,
      zoneName: hostedZone.name,
    })
    const target = RecordTarget.fromAlias(
      new ApiGatewayv2DomainProperties(domainName.regionalDomainName, domainName.regionalHostedZoneId),
    )
    // The dot at the end keeps the CDK from appending the zone's name.
    const record = { zone, recordName: `${name}.`, target }
    new ARecord(this, 'Record', record)
    new AaaaRecord(this, 'RecordV6', record)
  }
}
