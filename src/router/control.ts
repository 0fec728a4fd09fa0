import type { LiveMembers } from './members.ts';
import { type Change, candidateShare, changed, type Member, NOWHERE, type Refused, type Routing } from './routing.ts';
import { messageOf } from './start-failure.ts';
import type { RouterState, StateFile } from './state-file.ts';

/** What the router really does just now. */
export interface InForce extends Routing {
  readonly draining: readonly (Member & { readonly inFlight: number })[];
  readonly address: string;
  readonly boot: string;
  readonly epoch: number;
  /** False while what is in force could not be written down and would be lost with the process. */
  readonly durable: boolean;
}

/** An effect that asks for a change. */
export interface Ordered {
  readonly effect: string;
  readonly epoch: number;
  readonly change: Change;
}

/** The one place where the routing changes. */
export interface Control {
  /** Writes down, under this start, what is in force on this port. */
  open(port: number, address: string): Promise<void>;
  routing(): Routing;
  inForce(): InForce;
  order(ordered: Ordered): Promise<InForce | Refused>;
}

/** What control needs to know. */
export interface ControlOptions {
  readonly boot: string;
  readonly found: RouterState | undefined;
  readonly file: StateFile;
  readonly members: LiveMembers;
  readonly second: () => number;
  readonly warn: (text: string) => void;
}

// Enough for hundreds of deployments.
const REMEMBERED = 2_000;

/** Takes over what was found on the disk and takes orders one at a time. */
export function control(options: ControlOptions): Control {
  const { boot, file, members, warn } = options;
  let place = { port: 0, address: '' };
  let routing = options.found?.routing ?? NOWHERE;
  let epoch = options.found?.epoch ?? 0;
  let applied = options.found?.applied ?? [];
  let isDurable = true;
  let last: Promise<unknown> = Promise.resolve();

  const save = (next: { routing: Routing; epoch: number; applied: readonly string[] }): Promise<void> =>
    file.save({ port: place.port, second: options.second(), ...next });
  const inForce = (): InForce => ({
    ...routing,
    draining: members.draining(),
    address: place.address,
    boot,
    epoch,
    durable: isDurable,
  });

  const carryOut = async ({ effect, epoch: by, change }: Ordered): Promise<InForce | Refused> => {
    if (by < epoch) return { refused: 'stale-epoch', message: `epoch ${by} is over: epoch ${epoch} was seen already` };
    const isDone = applied.includes(effect);
    const next = isDone ? routing : changed(routing, change);
    if ('refused' in next) return next;
    const after = { routing: next, epoch: by, applied: isDone ? applied : [...applied, effect].slice(-REMEMBERED) };
    if (!isDone || by > epoch || !isDurable) {
      try {
        await save(after);
        isDurable = true;
      } catch (error) {
        // Less for the candidate may not wait for the disk; anything else may.
        if (!isRetreat(routing, next, change)) {
          return { refused: 'state-not-written', message: `the state cannot be written: ${messageOf(error)}` };
        }
        isDurable = false;
        warn(`warning[router-state] traffic went back, but that could not be written down: ${messageOf(error)}`);
      }
    }
    ({ routing, epoch, applied } = after);
    members.apply(routing);
    return inForce();
  };

  members.apply(routing);
  return {
    open: async (port, address) => {
      place = { port, address };
      try {
        await save({ routing, epoch, applied });
      } catch (error) {
        // Users are served all the same.
        isDurable = false;
        warn(`warning[router-state] the state cannot be written: ${messageOf(error)}`);
      }
    },
    routing: () => routing,
    inForce,
    order: (ordered) => {
      const answer = last.then(() => carryOut(ordered));
      last = answer.catch(() => undefined);
      return answer;
    },
  };
}

/** Whether a change only takes traffic away from the candidate. */
function isRetreat(before: Routing, after: Routing, change: Change): boolean {
  if (change.stable !== undefined || change.candidate !== undefined) return false;
  if (after.traffic.kind === 'out-of-service') return true;
  return before.traffic.kind === 'split' && candidateShare(after.traffic) <= candidateShare(before.traffic);
}
