import type { Command } from '../../core/deployment/command.ts';
import type { Decision } from '../../core/deployment/decision.ts';
import type { Deployment, Phase } from '../../core/deployment/state.ts';
import type { VerifiedApproval } from '../../core/guard/verified-approval.ts';
import { type Duration, hours, seconds } from '../../core/kernel/duration.ts';
import { later } from '../../core/kernel/instant.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import { CALENDAR_HORIZON } from '../../engine/effects/calendar.ts';
import { Engine } from '../../engine/engine.ts';
import { Store } from '../../engine/store.ts';
import { deploymentStream } from '../../engine/streams.ts';
import { type Append, type Entry, type Journal, JournalUnavailable } from '../../ports/journal.ts';
import { ADA, anOpening, aRelease, aUnitSpec, aVerifiedApproval } from '../builders.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { SimulatedMachine } from './simulated-machine.ts';

/** What a command may leave out: when, and who asks. */
type Asked<C extends Command = Command> = C extends Command
  ? Omit<C, 'at' | 'principal'> & Partial<Pick<C, 'principal'>>
  : never;

/** What a submission may carry beside its command. */
interface Extras {
  readonly requestId?: string;
  readonly spendNonce?: string;
}

/** The engines of one control plane, one after another over the same journal and the same machine. */
export interface EngineLife {
  /** Warnings and errors that engines logged. */
  readonly problems: readonly string[];
  start(): Promise<void>;
  /** The engine is gone at once: whatever it was about to record or to do does not happen. */
  kill(): void;
  /** The engine stops in good order. */
  stop(): Promise<void>;
  /** Opens a deployment of the release that a character stands for. */
  open(id: string, character: string, spec?: UnitSpec): Promise<Decision>;
  /** Ada approves the plan as it is. */
  approve(id: string, changes?: Partial<VerifiedApproval>, extras?: Extras): Promise<Decision>;
  say(id: string, asked: Asked, extras?: Extras): Promise<Decision>;
  deployment(id: string): Deployment;
  /** Lets time pass until a deployment is so far; fails the test when it takes longer than the limit. */
  until(id: string, isThere: Phase | ((deployment: Deployment) => boolean), limit?: Duration): Promise<void>;
  /** The types of the deployment's events, in order. */
  events(id: string): Promise<readonly string[]>;
  entries(id: string): Promise<readonly Entry[]>;
}

/** Makes a control plane that has not been started yet. */
export function engineLife(journal: Journal, machine: SimulatedMachine, clock: VirtualClock): EngineLife {
  const problems: string[] = [];
  let epoch = 0;
  let running: { readonly engine: Engine; readonly store: Store; kill(): void } | undefined;
  const live = () => {
    if (running === undefined) throw new Error('no engine runs');
    return running;
  };
  const note = (text: string, data?: Readonly<Record<string, unknown>>): void =>
    void problems.push(`${text} ${JSON.stringify(data)}`);

  const life: EngineLife = {
    problems,
    start: async () => {
      epoch += 1;
      clock.restart();
      const mortal = mortalJournal(journal);
      const store = await Store.load(journal);
      const log = {
        info: () => undefined,
        warn: (...of: Parameters<typeof note>) => mortal.isAlive() && note(...of),
        error: (...of: Parameters<typeof note>) => mortal.isAlive() && note(...of),
      };
      const engine = new Engine({ journal: mortal.journal, store, drivers: machine.drivers, clock, epoch, log });
      running = { engine, store, kill: mortal.kill };
      await engine.start();
    },
    kill: () => {
      const { engine, kill } = live();
      kill();
      void engine.stop();
    },
    stop: () => live().engine.stop(),
    open: (id, character, spec = aUnitSpec()) => {
      const from = clock.wall();
      const calendar = machine.drivers.calendar(spec.windows, from, later(from, CALENDAR_HORIZON));
      const opening = anOpening(id, aRelease(character, spec), { spec, openedAt: from });
      return life.say(id, { type: 'OpenDeployment', opening, calendar, canBeApproved: true });
    },
    approve: (id, changes = {}, extras = {}) => {
      const deployment = life.deployment(id);
      const planDigest = 'planDigest' in deployment ? (deployment.planDigest ?? '') : '';
      const issuedAt = clock.wall();
      const times = { issuedAt, notAfter: later(issuedAt, hours(24)) };
      const approval = aVerifiedApproval(id, planDigest, { ...times, ...changes });
      return life.say(id, { type: 'GrantApproval', approval }, extras);
    },
    say: (deployment, asked, extras = {}) =>
      live().engine.submit({
        deployment,
        command: { principal: ADA, ...asked, at: clock.wall() } as Command,
        proof: 'none',
        ...extras,
      }),
    deployment: (id) => {
      const found = live().store.deployment(id)?.state;
      if (found === undefined) throw new Error(`there is no deployment ${id}`);
      return found;
    },
    until: async (id, isThere, limit = hours(1)) => {
      const isSo = typeof isThere === 'function' ? isThere : ({ phase }: Deployment) => phase === isThere;
      for (let waited = 0; !isSo(life.deployment(id)); waited += 1_000) {
        if (waited >= limit) {
          const last = (await life.events(id)).slice(-8).join(', ');
          throw new Error(`${id} never got there: ${life.deployment(id).phase} after ${last}; ${problems.join('; ')}`);
        }
        await clock.advance(seconds(1));
      }
    },
    events: async (id) => (await life.entries(id)).map((entry) => entry.type),
    entries: (id) => journal.read(deploymentStream(id)),
  };
  return life;
}

/** A journal as one process has it: nothing that process does reaches it once it was killed. */
function mortalJournal(journal: Journal) {
  let isAlive = true;
  const gone = () => new JournalUnavailable('closed', 'the process was killed');
  return {
    isAlive: () => isAlive,
    kill: () => {
      isAlive = false;
    },
    journal: {
      ...bound(journal),
      append: async (request: Append) => {
        if (!isAlive) throw gone();
        return journal.append(request);
      },
    },
  };
}

const bound = (journal: Journal): Journal => ({
  append: (request) => journal.append(request),
  read: (stream, from) => journal.read(stream, from),
  readAll: (after, limit) => journal.readAll(after, limit),
  streams: (prefix) => journal.streams(prefix),
  head: () => journal.head(),
  follow: (listener) => journal.follow(listener),
  close: () => journal.close(),
});
