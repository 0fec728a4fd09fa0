import { toDeploymentEvent } from '../engine/encoding.ts';
import type { Current } from '../engine/store.ts';
import { deploymentStream } from '../engine/streams.ts';
import { DriverError } from '../ports/driver-error.ts';
import type { Entry, Journal } from '../ports/journal.ts';
import type { Notifier } from '../ports/notifier.ts';
import { otlpOf } from './otlp.ts';
import { traceOf } from './trace.ts';

/** What sending traces stands on. */
export interface TracerParts {
  readonly journal: Pick<Journal, 'read'>;
  readonly current: Current;
  readonly sha256: (text: string) => string;
  readonly version: string;
  /** Sends the body of a POST where traces go. Rejects with DriverError. */
  readonly post: (body: string, signal: AbortSignal) => Promise<void>;
}

/** Sends the trace of a deployment once it is over, made from its record. */
export const tracerOf = ({ journal, current, sha256, version, post }: TracerParts): Notifier => ({
  send: async ({ deployment }, { signal }) => {
    const record = await journal.read(deploymentStream(deployment));
    const spans = traceOf(
      decisionsIn(record).map((entries) => entries.map((entry) => toDeploymentEvent(current(entry)))),
      sha256,
    );
    if (spans === null) throw new DriverError(`there is no record of ${deployment}`, { retryable: false });
    await post(otlpOf(spans, version), signal);
    return { memo: null };
  },
});

/** What was appended together was written at one moment of the steady clock. */
function decisionsIn(record: readonly Entry[]): readonly (readonly Entry[])[] {
  const decisions: Entry[][] = [];
  for (const entry of record) {
    const last = decisions.at(-1);
    if (last?.[0]?.steady === entry.steady && last[0].at === entry.at) last.push(entry);
    else decisions.push([entry]);
  }
  return decisions;
}
