import type { DeploymentEvent } from '../core/deployment/event.ts';
import { toDeploymentEvent } from '../engine/encoding.ts';
import type { Current } from '../engine/store.ts';
import type { Entry } from '../ports/journal.ts';

/** One event and its place in the journal. */
export interface Placed {
  readonly seq: number;
  readonly event: DeploymentEvent;
}

/** The events of a deployment as they were decided: what was appended together was written at one moment of the steady clock. */
export function decisionsIn(record: readonly Entry[], current: Current): readonly (readonly Placed[])[] {
  const decisions: Entry[][] = [];
  for (const entry of record) {
    const last = decisions.at(-1);
    if (last?.[0]?.steady === entry.steady && last[0].at === entry.at) last.push(entry);
    else decisions.push([entry]);
  }
  return decisions.map((entries) =>
    entries.map((entry) => ({ seq: entry.seq, event: toDeploymentEvent(current(entry)) })),
  );
}
