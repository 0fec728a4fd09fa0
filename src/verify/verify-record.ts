import { createReadStream } from 'node:fs';
import type { Tip } from '../journal/chain.ts';
import { refuseClosing } from './closing-review.ts';
import { conclude } from './conclude.ts';
import { NO_PINS, type Pins } from './pins.ts';
import { RecordLines } from './record-lines.ts';
import { Review } from './review/review.ts';
import { altered, incomplete, ruleBroken, type Unsound, unsound, type Verification } from './verdict.ts';

const NEWLINE = 0x0a;
const CHUNK = 1 << 20;
/** No entry is longer; what is one endless line is not read into memory. */
const LONGEST_LINE = 64 << 20;

/** Checks an exported record. A record that was cut is `incomplete` after its last entry, one that was edited `altered`. */
export async function verifyRecord(file: string, pins: Pins = NO_PINS): Promise<Verification> {
  const reading = new Reading(pins);
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) reading.take(chunk);
  return reading.end();
}

/** Checks the bytes of a record that is in memory. */
export function verifyRecordBytes(bytes: Buffer, pins: Pins = NO_PINS): Verification {
  const reading = new Reading(pins);
  reading.take(bytes);
  return reading.end();
}

class Reading {
  readonly #pins: Pins;
  readonly #review: Review;
  readonly #lines: RecordLines;
  #rest: Buffer = Buffer.alloc(0);

  constructor(pins: Pins) {
    this.#pins = pins;
    this.#review = new Review(pins.headKeys);
    this.#lines = new RecordLines(this.#review.reader);
  }

  take(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      this.#lines.take(bytes.subarray(from, end));
      from = end + 1;
    }
    this.#rest = Buffer.from(bytes.subarray(from));
    if (this.#rest.length > LONGEST_LINE) throw new Error('a line of it is longer than 64 MiB: that is no record');
  }

  end(): Verification {
    const found = this.#lines.result();
    if (found.kind === 'broken') return unsound(found);
    const { broken } = this.#review;
    if (broken !== undefined) return ruleBroken(broken.seq, broken.why);
    return this.#endingProblem(found.tip) ?? conclude(found.tip, this.#review, this.#pins);
  }

  #endingProblem(tip: Tip): Unsound | undefined {
    const { ending, seen, goesOn } = this.#lines;
    if (ending === undefined) return incomplete(seen, 'it was cut off before the line with its head');
    const problem = 'head' in ending ? headProblem(ending.head, tip) : refuseClosing(ending.closing, tip, this.#review);
    if (problem?.kind === 'incomplete') return problem;
    if (goesOn || this.#rest.length > 0) return altered(tip.seq + 1, 'something follows the line with its head');
    return problem;
  }
}

function headProblem(head: Tip, tip: Tip): Unsound | undefined {
  if (head.seq > tip.seq) return incomplete(tip.seq, `its head is ${head.seq}, its last entry ${tip.seq}`);
  if (head.seq < tip.seq) return altered(head.seq + 1, 'entries follow the one that its head names');
  return head.hash === tip.hash ? undefined : altered(tip.seq, 'its head names another hash');
}
