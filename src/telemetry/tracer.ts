import { evolve } from '../core/deployment/evolve.ts';
import type { Deployment } from '../core/deployment/state.ts';
import type { Sha256 } from '../core/deployment/trace-context.ts';
import { ENDINGS } from '../core/notice/kind.ts';
import { kindsOf } from '../core/notice/kinds-of.ts';
import type { Notice } from '../core/notice/notice.ts';
import type { Current } from '../engine/store.ts';
import { deploymentStream } from '../engine/streams.ts';
import { DriverError } from '../ports/driver-error.ts';
import type { Journal } from '../ports/journal.ts';
import type { Notifier } from '../ports/notifier.ts';
import { decisionsIn, type Placed } from './decisions-in.ts';
import { otlpOf } from './otlp.ts';
import { partOfTrace, type TraceSpan } from './trace.ts';

/** What sending traces stands on. */
export interface TracerParts {
  readonly journal: Pick<Journal, 'read'>;
  readonly current: Current;
  readonly sha256: (text: string) => string;
  readonly version: string;
  /** Sends the body of a POST where traces go. Rejects with DriverError. */
  readonly post: (body: string, signal: AbortSignal) => Promise<void>;
}

/**
 * Sends the trace of a deployment while it goes on, made from its record: at each thing that may be told of, what ended since the one
 * before; the root when it is over. A message that is sent again sends the same spans.
 */
export const tracerOf = ({ journal, current, sha256, version, post }: TracerParts): Notifier => ({
  send: async ({ deployment, seq, kind }, { signal }) => {
    const record = await journal.read(deploymentStream(deployment));
    const spans = toldAt(decisionsIn(record, current), { seq, kind }, sha256);
    if (spans === null) throw new DriverError(`there is no record of ${deployment}`, { retryable: false });
    if (spans.length > 0) await post(otlpOf(spans, version), signal);
    return { memo: null };
  },
});

function toldAt(
  record: readonly (readonly Placed[])[],
  { seq, kind }: Pick<Notice, 'seq' | 'kind'>,
  sha256: Sha256,
): readonly TraceSpan[] | null {
  let state: Deployment | null = null;
  let before = -1;
  for (const [decision, together] of record.entries()) {
    for (const one of together) {
      const next: Deployment = evolve(state, one.event);
      const kinds = kindsOf(one.event, state, next);
      state = next;
      if (one.seq === seq) {
        // Of an event that means two things one message is enough.
        if (kinds[0] !== kind) return [];
        const until = record.slice(0, decision + 1).map((each) => each.map(({ event }) => event));
        return partOfTrace(until, { after: before, isLast: ENDINGS.includes(kind) }, sha256);
      }
      if (kinds.length > 0) before = decision;
    }
  }
  return null;
}
