import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'

/*
 * Replaces the SDK's checksums in a bundle: the SDK brings JavaScript versions for platforms without node:crypto.
 * This has only what signs requests and verifies SQS's responses.
 */

type Data = string | Uint8Array | ArrayBuffer

class Checksum {
  private readonly begin: () => Hash | Hmac
  private hash

  constructor(begin: () => Hash | Hmac) {
    this.begin = begin
    this.hash = begin()
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
}

export class Sha256 extends Checksum {
  constructor(secret?: Data) {
    super(() => (secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret))))
  }
}

export class Md5 extends Checksum {
  constructor() {
    super(() => createHash('md5'))
  }
}

function bytes(data: Data): string | Uint8Array {
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
