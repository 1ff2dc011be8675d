import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { hostname } from './listening.ts'

/** Why a request is refused, as the SDK's clients read it. */
export type Refusal = { status: number; code: string; message: string }

/**
 * An HTTP server for an emulator, which answers this machine's own programs only: those that were given an access
 * key. A web page reaches any port of 127.0.0.1, by its number or by a name of its own that resolves to it; it
 * cannot hide its origin and knows no key. The signature is not verified, since the key's id is random already.
 *
 * @param isKnown whether an access key may use the emulator
 * @param refuse answers with a refusal in the format of the emulated service
 */
export function gatedServer(
  isKnown: (accessKeyId: string) => boolean,
  refuse: (response: ServerResponse, refusal: Refusal) => void,
  handle: RequestListener,
): Server {
  return createServer((request, response) => {
    const refusal = refusalOf(request, isKnown)
    if (refusal === undefined) handle(request, response)
    else refuse(response, refusal)
  })
}

/** Answers with a refusal as the services with a JSON protocol do: DynamoDB and SQS. */
export function refuseAsJson(response: ServerResponse, { status, code, message }: Refusal): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
  response.end(JSON.stringify({ __type: code, message }))
}

type Asked = { headers: Record<string, string | string[] | undefined>; socket: { localPort?: number } }

function refusalOf(
  { headers, socket }: Asked,
  isKnown: (accessKeyId: string) => boolean,
): Refusal | undefined {
  const own = `${hostname}:${socket.localPort}`
  if (headers.host !== own) {
    return {
      status: 421,
      code: 'MisdirectedRequest',
      message: `This emulator answers at http://${own} only.`,
    }
  }
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
    return { status: 403, code: 'AccessDenied', message: 'This emulator answers no web page.' }
  }
  const id = accessKeyOf(headers.authorization)
  if (id === undefined || !isKnown(id)) {
    const message =
      'Unknown access key. Take the one of this start from the outputs file (Local.AccessKeyId).'
    return { status: 403, code: 'InvalidAccessKeyId', message }
  }
  return undefined
}

/** The id of the access key that signed a request (Signature Version 4, in the Authorization header). */
export function accessKeyOf(authorization: unknown): string | undefined {
  return /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\//.exec(String(authorization))?.[1]
}
