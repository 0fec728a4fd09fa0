import { createReadStream } from 'node:fs';
import { ChainChecker, type Tip } from '../journal/chain.ts';
import { readLine } from '../journal/entry-text.ts';
import { altered, incomplete, type Unsound, type Verification, verificationOf } from './verdict.ts';

const NEWLINE = 0x0a;

/** Checks an exported record. A record that was cut is `incomplete` after its last entry, one that was edited `altered`. */
export async function verifyRecord(file: string): Promise<Verification> {
  const reading = new Reading();
  for await (const chunk of createReadStream(file)) reading.take(chunk);
  return reading.end();
}

class Reading {
  readonly #chain = new ChainChecker();
  // Strict: a byte that is no UTF-8 must not turn into a replacement character, which would look like text.
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #rest: Buffer = Buffer.alloc(0);
  #seen = 0;
  #head: Tip | undefined;
  #afterHead = false;

  take(chunk: Buffer): void {
    const bytes = Buffer.concat([this.#rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      this.#line(bytes.subarray(from, end));
      from = end + 1;
    }
    this.#rest = bytes.subarray(from);
  }

  end(): Verification {
    const found = verificationOf(this.#chain.result());
    if (found.kind !== 'ok') return found;
    return this.#headProblem(found.head) ?? found;
  }

  #line(line: Buffer): void {
    if (this.#head !== undefined) {
      this.#afterHead = true;
      return;
    }
    const read = this.#read(line);
    if ('head' in read) {
      this.#head = read.head;
      return;
    }
    this.#chain.add('entry' in read ? read.entry : read);
    this.#seen += 1;
  }

  #read(line: Buffer): ReturnType<typeof readLine> {
    try {
      return readLine(this.#decoder.decode(line));
    } catch {
      return { damaged: 'bytes that are no text' };
    }
  }

  #headProblem(tip: Tip): Unsound | undefined {
    if (this.#head === undefined) return incomplete(this.#seen, 'it was cut off before the line with its head');
    if (this.#head.seq > tip.seq)
      return incomplete(tip.seq, `its head is ${this.#head.seq}, its last entry ${tip.seq}`);
    if (this.#afterHead || this.#rest.length > 0)
      return altered(tip.seq + 1, 'something follows the line with its head');
    if (this.#head.seq < tip.seq) return altered(this.#head.seq + 1, 'entries follow the one that its head names');
    if (this.#head.hash !== tip.hash) return altered(tip.seq, 'its head names another hash');
    return undefined;
  }
}
