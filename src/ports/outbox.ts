import type { Instant } from '../core/kernel/instant.ts';
import type { Notice } from '../core/notice/notice.ts';

/** One message to one receiver. */
export interface Message {
  /** Derived from what it tells and whom, so that making it twice makes one. */
  readonly id: string;
  readonly deployment: string;
  /** Which notifier of the deployment's unit it goes to. */
  readonly notifier: number;
  /** Messages of one lane go in order; null goes by itself. */
  readonly lane: string | null;
  readonly notice: Notice;
}

/** Where a message is on its way. `dead`: it is not tried again by itself. */
export type Delivery = 'waiting' | 'sent' | 'dead';

/** A message with what became of it so far. */
export interface Posted extends Message {
  readonly delivery: Delivery;
  /** Failed tries since it was made or replayed. */
  readonly failures: number;
  readonly nextAt: Instant;
  readonly problem: string | null;
  readonly endedAt: Instant | null;
}

/** What a try came to. */
export type Tried =
  | { readonly kind: 'sent'; readonly at: Instant; readonly memo: string | null }
  | { readonly kind: 'failed'; readonly problem: string; readonly nextAt: Instant }
  | { readonly kind: 'dead'; readonly problem: string; readonly at: Instant };

/** Messages that are still to be sent, on disk: what was taken in is there after a crash. */
export interface Outbox {
  /** The position of the journal up to which messages were made; null in a new one. */
  position(): number | null;
  /** Takes messages in and moves the position, both or neither. One that is there already stays as it is. */
  take(position: number, messages: readonly Message[], at: Instant): void;
  /** What is due now, oldest first; of a lane only its first. */
  due(at: Instant, limit: number): readonly Posted[];
  /** When something is due next after a moment; null while nothing is. */
  nextDue(after: Instant): Instant | null;
  settle(id: string, tried: Tried): void;
  /** What was remembered of a lane. */
  memo(lane: string): string | null;
  /** Messages, newest first. */
  list(delivery: Delivery | null, limit: number): readonly Posted[];
  find(id: string): Posted | undefined;
  /** Sends a message once more and at once, from its first try, whatever became of it. */
  replay(id: string, at: Instant): void;
  count(): Readonly<Record<Delivery, number>>;
  /** Forgets what ended before a moment. */
  forget(before: Instant): void;
  close(): void;
}
