import { StringDecoder } from 'node:string_decoder';
import { hideSecrets } from './known-secrets.ts';
import { lastLines } from './printable.ts';

/** Keeps the end of a stream of output, without growing with it. */
export class OutputTail {
  readonly #count: number;
  readonly #decoder = new StringDecoder('utf8');
  #text = '';

  constructor(count: number) {
    this.#count = count;
  }

  add(chunk: Buffer): void {
    this.#text += this.#decoder.write(chunk);
    const room = this.#count * 2_000;
    // Cut rarely, not at each chunk: cutting copies.
    // Secrets go first, so that none is cut in two and its end left to be seen.
    if (this.#text.length > room * 2) this.#text = hideSecrets(this.#text).slice(-room);
  }

  /** The last lines, printable, newest last. */
  lines(): readonly string[] {
    return lastLines(this.#text, this.#count);
  }
}
