import { evolve } from '../../core/deployment/evolve.ts';
import type { Deployment } from '../../core/deployment/state.ts';
import { mayMatter } from '../../core/notice/kinds-of.ts';
import type { Notice } from '../../core/notice/notice.ts';
import { noticesOf } from '../../core/notice/notices-of.ts';
import { isWanted, laneOf } from '../../core/notice/wanted.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import type { Entry, Journal } from '../../ports/journal.ts';
import type { Message } from '../../ports/outbox.ts';
import { toDeploymentEvent } from '../encoding.ts';
import type { Current } from '../store.ts';

const PREFIX = 'deployment/';

/** Whether an entry may be told to anybody, before anything is read for it. */
export const mayBeTold = ({ stream, type }: Entry): boolean => stream.startsWith(PREFIX) && mayMatter(type);

/** The number of the receiver that is given traces: it is the control plane's, and no unit's. */
export const TRACER = -1;

/** How messages are made. */
export interface Made {
  readonly current: Current;
  /** Whether traces of deployments are sent. */
  readonly traced: boolean;
}

interface Receiver {
  readonly notifier: number;
  wants(notice: Notice): boolean;
  lane(deployment: string): string | null;
}

function receivers({ notify = [] }: UnitSpec, traced: boolean): readonly Receiver[] {
  const tracer = { notifier: TRACER, wants: () => true, lane: () => null };
  const own = notify.map((spec, notifier) => ({
    notifier,
    wants: (notice: Notice) => isWanted(spec, notice),
    lane: (deployment: string) => laneOf(spec, deployment, notifier),
  }));
  return traced ? [...own, tracer] : own;
}

/**
 * The messages that an entry brings about. They follow from the record alone: made again they are the same, with the same ids.
 * A record that cannot be read tells nothing.
 */
export async function messagesOf(
  entry: Entry,
  journal: Pick<Journal, 'read'>,
  { current, traced }: Made,
): Promise<readonly Message[]> {
  if (!mayBeTold(entry)) return [];
  const deployment = entry.stream.slice(PREFIX.length);
  const record = await journal.read(entry.stream);
  let before: Deployment | null = null;
  for (const one of record) {
    const event = toDeploymentEvent(current(one));
    const after: Deployment = evolve(before, event);
    if (one.version === entry.version) {
      return noticesOf({ seq: one.seq, event, before, after }).flatMap((notice) =>
        receivers(after.opening.spec, traced).flatMap(({ notifier, wants, lane }) =>
          wants(notice)
            ? [
                {
                  id: `${deployment}.${one.version}.${notice.kind}.${notifier === TRACER ? 'trace' : notifier}`,
                  ...{ deployment, notifier, notice },
                  lane: lane(deployment),
                },
              ]
            : [],
        ),
      );
    }
    before = after;
  }
  return [];
}
