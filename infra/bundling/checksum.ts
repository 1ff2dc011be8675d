import { createHash, createHmac } from 'node:crypto'

/*
 * Stands in a bundle for the SDK's checksums, which come with versions in JavaScript for where there is no
 * node:crypto. Only what signs a request and checks an answer of SQS's is here.
 */

type Data = string | Uint8Array | ArrayBuffer

export class Sha256 {
  private hash
  private readonly secret

  constructor(secret?: Data) {
    this.secret = secret === undefined ? undefined : bytes(secret)
    this.hash = this.begin()
  }

  update(data: Data): void {
    this.hash.update(bytes(data))
  }

  async digest(): Promise<Uint8Array> {
    const hash = 'copy' in this.hash ? this.hash.copy() : this.hash
    return new Uint8Array(hash.digest())
  }

  reset(): void {
    this.hash = this.begin()
  }

  private begin() {
    return this.secret === undefined ? createHash('sha256') : createHmac('sha256', this.secret)
  }
}

export class Md5 {
  private hash = createHash('md5')

  update(data: Data): void {
    this.hash.update(bytes(data))
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.hash.copy().digest())
  }

  reset(): void {
    this.hash = createHash('md5')
  }
}

function bytes(data: Data): string | Uint8Array {
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
