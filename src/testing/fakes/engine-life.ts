import type { Command } from '../../core/deployment/command.ts';
import type { Decision } from '../../core/deployment/decision.ts';
import type { Deployment, Phase } from '../../core/deployment/state.ts';
import type { SlotCommand } from '../../core/environment/command.ts';
import type { Slot } from '../../core/environment/slot.ts';
import type { VerifiedApproval } from '../../core/guard/verified-approval.ts';
import { type Duration, hours, seconds } from '../../core/kernel/duration.ts';
import { later } from '../../core/kernel/instant.ts';
import { neededFor } from '../../core/plan/policy/adopted.ts';
import { policyChanges } from '../../core/plan/policy/policy-diff.ts';
import { protectionOf } from '../../core/plan/policy/protection.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import type { SlotSubmitted } from '../../engine/deciding.ts';
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

type AskedOfSlot<C extends SlotCommand = SlotCommand> = C extends SlotCommand
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
  /** Opens a deployment of the release that a character stands for. Where another policy is in force than it comes with, approvers adopt that first. */
  open(id: string, character: string, spec?: UnitSpec): Promise<Decision>;
  /** As many approvers as it takes sign the policy of a configuration; nothing happens where it is in force, or none is. */
  adopt(spec: UnitSpec, environment?: string): Promise<void>;
  /** Ada approves the plan as it is. */
  approve(id: string, changes?: Partial<VerifiedApproval>, extras?: Extras): Promise<Decision>;
  say(id: string, asked: Asked, extras?: Extras): Promise<Decision>;
  /** A command for the production environment of the unit of all test stories. */
  sayOfProduction(asked: AskedOfSlot): Promise<SlotSubmitted['decision']>;
  production(): Slot;
  /** Removes the stored releases that nothing needs, or says which those are. */
  prune(asking?: Parameters<Engine['pruneReleases']>[1]): ReturnType<Engine['pruneReleases']>;
  retention(): ReturnType<Engine['lookAtReleases']>;
  deployment(id: string): Deployment;
  /** What the judge sees of a deployment now. */
  look(id: string): ReturnType<Engine['look']>;
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
    open: async (id, character, spec = aUnitSpec()) => {
      await life.adopt(spec);
      const from = clock.wall();
      const calendar = machine.calendar(from, later(from, CALENDAR_HORIZON), spec.windows);
      const opening = anOpening(id, aRelease(character, spec), { spec, openedAt: from });
      return life.say(id, { type: 'OpenDeployment', opening, calendar, canBeApproved: true });
    },
    adopt: async (spec, environment = 'production') => {
      const { engine, store } = live();
      const { policy } = store.slot(spec.name, environment);
      const protection = spec.environments[environment] === undefined ? null : protectionOf(spec, environment);
      if (policy === null || protection === null || policyChanges(policy.protection, protection).length === 0) return;
      const { approvers } = policy.protection.checkpoints.productionPromotion;
      for (let signed = 1; signed <= neededFor(policy); signed += 1) {
        // A group stands for as many people as sign.
        const approver = approvers.length === 1 ? `person:signer-${signed}` : (approvers[signed - 1] ?? '');
        const signature = {
          approver,
          groups: approvers,
          kind: 'ed25519',
          credentialId: 'key',
          reason: 'a test',
          bundle: {},
        } as const;
        const consent = { protection, digest: 'sha256:policy', version: policy.version + 1, signature };
        const command = { type: 'SignPolicy', ...consent, at: clock.wall(), principal: ADA } as const;
        await engine.submitToSlot({ unit: spec.name, environment, command, proof: 'none' });
      }
    },
    approve: (id, changes = {}, extras = {}) => {
      const deployment = life.deployment(id);
      const planDigest = 'planDigest' in deployment ? (deployment.planDigest ?? '') : '';
      const issuedAt = clock.wall();
      const times = { issuedAt, notAfter: later(issuedAt, hours(24)) };
      const approval = aVerifiedApproval(id, planDigest, { ...times, ...changes });
      return life.say(id, { type: 'GrantApproval', approval }, extras);
    },
    look: (id) => live().engine.look(id),
    say: (deployment, asked, extras = {}) =>
      live().engine.submit({
        deployment,
        command: { principal: ADA, ...asked, at: clock.wall() } as Command,
        proof: 'none',
        ...extras,
      }),
    sayOfProduction: (asked) =>
      live().engine.submitToSlot({
        ...{ unit: 'checkout', environment: 'production', proof: 'none' },
        command: { principal: ADA, ...asked, at: clock.wall() } as SlotCommand,
      }),
    production: () => live().store.slot('checkout', 'production'),
    prune: (asking = { principal: ADA, proof: 'none' }) =>
      live().engine.pruneReleases({ unit: 'checkout', environment: 'production' }, asking),
    retention: () => live().engine.lookAtReleases({ unit: 'checkout', environment: 'production' }),
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
