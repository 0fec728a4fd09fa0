const HASH_BYTES = 32;
const PREFIX = 'sha256:';

/** The hashes of a chain by position, 32 bytes each: signatures cite places that were passed long ago. */
export class HashIndex {
  #bytes = Buffer.alloc(HASH_BYTES * 1_024);
  #count = 0;

  /** Takes the hash of the next entry. */
  add(hash: string): void {
    const at = this.#count * HASH_BYTES;
    if (at === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length)]);
    this.#bytes.write(hash.slice(PREFIX.length), at, HASH_BYTES, 'hex');
    this.#count += 1;
  }

  /** The hash of an entry that was passed; the one before the first at 0. */
  at(seq: number): string | undefined {
    if (seq === 0) return `${PREFIX}${'0'.repeat(2 * HASH_BYTES)}`;
    if (!Number.isSafeInteger(seq) || seq < 0 || seq > this.#count) return undefined;
    return `${PREFIX}${this.#bytes.toString('hex', (seq - 1) * HASH_BYTES, seq * HASH_BYTES)}`;
  }
}
