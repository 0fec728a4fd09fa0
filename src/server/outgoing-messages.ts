import type { Notice } from '../core/notice/notice.ts';
import type { NotifierSpec } from '../core/unit/notifier.ts';
import type { Tested } from '../engine/notifying/send-test.ts';
import type { Outbox } from '../ports/outbox.ts';

/** What is to be sent, and whoever sends it. */
export interface OutgoingMessages {
  readonly outbox: Pick<Outbox, 'list' | 'find' | 'replay'>;
  /** Sends one message past the outbox, and says what came back. */
  test(spec: NotifierSpec, notice: Notice, id: string): Promise<Tested>;
  /** Looks at the outbox at once. */
  look(): void;
}
