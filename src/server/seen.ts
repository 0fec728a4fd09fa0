import { ProblemError } from '../api/problem.ts';
import type { Changed, Seen } from '../api/seen.ts';
import { isRefusal, type Refusal } from '../core/kernel/refusal.ts';
import { CHANGED_SINCE } from '../engine/deciding.ts';
import { eventLine } from './event-line.ts';
import type { ServiceParts } from './parts.ts';
import { granted } from './refused.ts';

/** Of what happened since, so much is told. */
const MOST_TOLD = 50;

/** Makes sure that a stream is still at the version that was seen, or throws what happened since. */
export async function requireSeen(
  parts: Pick<ServiceParts, 'journal'>,
  stream: string,
  version: number | undefined,
  seen: Seen | undefined,
): Promise<void> {
  if (seen !== undefined && version !== undefined && version !== seen) throw await changedSince(parts, stream, seen);
}

/** A decision; refused because something changed since it throws what did. */
export async function grantedAsSeen<T>(
  parts: Pick<ServiceParts, 'journal'>,
  stream: string,
  seen: Seen | undefined,
  decision: T | Refusal,
): Promise<T> {
  if (seen !== undefined && isRefusal(decision) && decision.code === CHANGED_SINCE)
    throw await changedSince(parts, stream, seen);
  return granted(decision);
}

async function changedSince({ journal }: Pick<ServiceParts, 'journal'>, stream: string, seen: Seen) {
  const since = await journal.read(stream, seen + 1);
  const events = since.slice(-MOST_TOLD).map((entry) => {
    const { body: _, ...line } = eventLine(entry);
    return line;
  });
  const changed: Changed = { version: since.at(-1)?.version ?? (await journal.read(stream)).length, events };
  const last = events.at(-1);
  const what = last === undefined ? 'it never was at that version' : `last ${last.type} by ${last.principal}`;
  const problem = {
    code: CHANGED_SINCE,
    message: `It has changed since: version ${seen} was seen, this is version ${changed.version}; ${what}`,
    remedy: 'Look at what changed, then decide again: plimsoll status',
  };
  return new ProblemError('changed', [problem], changed);
}
