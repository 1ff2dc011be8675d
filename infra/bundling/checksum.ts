import { createHash, createHmac } from 'node:crypto'

/*
 * Replaces the SDK's checksums in a bundle: the SDK brings JavaScript versions for platforms without node:crypto.
 * This has only what signs requests and verifies SQS's responses.
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
