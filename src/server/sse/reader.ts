import { isWanted, type StreamFilter } from '../../api/stream-filter.ts';
import type { StreamedEvent } from '../../api/streamed.ts';
import type { Clock } from '../../ports/clock.ts';
import { signFrame } from './frames.ts';
import type { StreamLimits } from './limits.ts';
import type { Pipe } from './pipe.ts';

/** An event with its bytes, made once for all readers. */
export interface Framed {
  readonly event: StreamedEvent;
  readonly bytes: Buffer;
}

/** Whom a stream is for. */
export interface Reading {
  readonly filter: StreamFilter;
  /** Whether the caller may see this event at all. */
  readonly sees: (event: StreamedEvent) => boolean;
}

type State = 'replaying' | 'live' | 'over';

/** One reader of the stream: what it was sent, and whether it keeps up. */
export class Reader {
  /** The position of the journal up to which it was told everything that it wants. */
  position: number;
  state: State = 'replaying';
  readonly #reading: Reading;
  readonly #pipe: Pipe;
  readonly #limits: StreamLimits;
  readonly #clock: Pick<Clock, 'steady' | 'after'>;
  #written = 0;
  // What must have been taken, and since when it has waited for that.
  #owed: { readonly upTo: number; readonly since: number } | null = null;

  constructor(
    pipe: Pipe,
    reading: Reading,
    position: number,
    limits: StreamLimits,
    clock: Pick<Clock, 'steady' | 'after'>,
  ) {
    this.#pipe = pipe;
    this.#reading = reading;
    this.position = position;
    this.#limits = limits;
    this.#clock = clock;
    pipe.whenGone(() => {
      this.state = 'over';
    });
  }

  /** Tells what was just recorded; who does not keep up is cut, and nobody waits for it. */
  tell(news: readonly Framed[], head: number): void {
    if (this.state !== 'live') return;
    const wanted = news.filter((one) => this.#wants(one.event));
    const bytes = wanted.length === 1 ? wanted[0]?.bytes : Buffer.concat(wanted.map((one) => one.bytes));
    if (bytes !== undefined && bytes.length > 0 && !this.#write(bytes, head)) return;
    this.position = Math.max(this.position, head);
  }

  /** Sends part of what was before it came, as fast as it reads. False when it is over. */
  async retell(part: readonly Framed[], upTo: number, head: () => number): Promise<boolean> {
    for (const { event, bytes } of part) {
      if (this.isOver()) return false;
      if (!this.#wants(event)) continue;
      this.#send(bytes);
      this.position = event.seq;
      if (this.#pipe.waiting > this.#limits.mostWaiting / 2 && !(await this.#keptUp())) {
        this.cut(head());
        return false;
      }
    }
    this.position = Math.max(this.position, upTo);
    return !this.isOver();
  }

  /** A sign of the stream itself. */
  sign(bytes: Buffer, head: number): void {
    if (this.state !== 'over') this.#write(bytes, head);
  }

  /** Ends the stream of somebody who reads too slowly, and says what it missed. */
  cut(head: number): void {
    this.end(signFrame('cut', { after: this.position, next: head }));
  }

  /** Ends the stream with a last sign. */
  end(last: Buffer): void {
    if (this.state === 'over') return;
    this.state = 'over';
    this.#pipe.end(last);
  }

  /** Whether nothing more will be sent: read anew after anything that was waited for. */
  isOver(): boolean {
    return this.state === 'over';
  }

  #wants(event: StreamedEvent): boolean {
    return isWanted(this.#reading.filter, event) && this.#reading.sees(event);
  }

  #write(bytes: Buffer, head: number): boolean {
    if (this.#pipe.waiting + bytes.length > this.#limits.mostWaiting || this.#isStuck()) {
      this.cut(head);
      return false;
    }
    this.#send(bytes);
    return true;
  }

  #send(bytes: Buffer): void {
    this.#written += bytes.length;
    this.#pipe.write(bytes);
  }

  /** Whether what was written before has not been taken for too long, however little it is. */
  #isStuck(): boolean {
    const now = this.#clock.steady();
    const taken = this.#written - this.#pipe.waiting;
    if (this.#owed === null || taken >= this.#owed.upTo) {
      this.#owed = taken < this.#written ? { upTo: this.#written, since: now } : null;
      return false;
    }
    return now - this.#owed.since > this.#limits.slowFor;
  }

  async #keptUp(): Promise<boolean> {
    let giveUp: () => void = () => undefined;
    const late = new Promise<false>((resolve) => {
      giveUp = this.#clock.after(this.#limits.slowFor, () => resolve(false));
    });
    const kept = await Promise.race([this.#pipe.drained().then(() => true), late]);
    giveUp();
    return kept;
  }
}
