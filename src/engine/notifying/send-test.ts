import type { Notice } from '../../core/notice/notice.ts';
import type { NotifierSpec } from '../../core/unit/notifier.ts';
import type { Clock } from '../../ports/clock.ts';
import { DriverError } from '../../ports/driver-error.ts';
import type { Notifier } from '../../ports/notifier.ts';
import { LIMIT } from './limit.ts';

/** What sending a test stands on: what sending anything does, but for the outbox. */
export interface TestParts {
  readonly notifierOf: (spec: NotifierSpec) => Notifier;
  readonly clock: Clock;
  readonly page: () => string;
}

/** What became of a test message. */
export interface Tested {
  readonly taken: boolean;
  /** What the receiver answered, or why there is no answer. */
  readonly answer: string;
}

/** Sends one message to one receiver at once, as every message is sent. It is tried once: whoever asked waits for the answer. */
export async function sendTest(
  { notifierOf, clock, page }: TestParts,
  spec: NotifierSpec,
  notice: Notice,
  id: string,
): Promise<Tested> {
  const late = new AbortController();
  const cancel = clock.after(LIMIT, () => late.abort());
  try {
    const sending = { id, memo: null, page: page(), at: clock.wall(), signal: late.signal };
    const { answered } = await notifierOf(spec).send(notice, sending);
    return { taken: true, answer: answered ?? 'taken' };
  } catch (problem) {
    if (late.signal.aborted) return { taken: false, answer: `no answer within ${LIMIT / 1_000} s` };
    // Anything else would be a mistake of ours.
    if (!(problem instanceof DriverError)) throw problem;
    return { taken: false, answer: problem.message };
  } finally {
    cancel();
  }
}
