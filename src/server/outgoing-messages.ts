import type { Outbox } from '../ports/outbox.ts';

/** What is to be sent, and whoever sends it. */
export interface OutgoingMessages {
  readonly outbox: Pick<Outbox, 'list' | 'find' | 'replay'>;
  /** Looks at the outbox at once. */
  look(): void;
}
