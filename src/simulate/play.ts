import type { DeploymentEvent } from '../core/deployment/event.ts';
import { isTerminal } from '../core/deployment/state.ts';
import { type Duration, milliseconds, seconds } from '../core/kernel/duration.ts';
import { between, instant } from '../core/kernel/instant.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import type { Entry } from '../ports/journal.ts';
import { Script, SUBJECT } from './acts.ts';
import { type StageSet, setStage } from './stage-set.ts';
import type { Act, Story } from './story.ts';

/** One event of the deployment, with the time since the story began. */
export interface Happened {
  readonly after: Duration;
  readonly event: DeploymentEvent;
}

/** What a story came to. */
export interface Played {
  readonly seed: number;
  readonly phase: string;
  readonly signal: string | null;
  /** Time of the story until it was over, or was cut off. */
  readonly lasted: Duration;
  readonly isCutOff: boolean;
  readonly events: readonly Happened[];
  /** The last change of behaviour in the script, or, without one, the last fault; null when there was none. */
  readonly change: { readonly after: Duration; readonly what: string } | null;
  /** From that change, or from the start, to the moment at which the last signal was given. */
  readonly tookToSignal: Duration | null;
  /** Requests of users since the change: those that the candidate answered, and those that failed on either track. */
  readonly exposed: number;
  readonly failed: number;
  /** What the script's people said that the rules refused. */
  readonly refused: readonly string[];
}

const SIGNALS: Readonly<Partial<Record<DeploymentEvent['type'], true>>> = {
  StagingReady: true,
  ProductionDeployed: true,
  RollbackStarted: true,
  DeploymentCompleted: true,
  DeploymentStopped: true,
};

/** Plays a story to its end on a virtual clock: the core, the guard, the judge and the engine of the product, over an imagined machine. */
export async function play(story: Story, configured: UnitSpec, seed: number): Promise<Played> {
  const spec = imagined(configured);
  const set = await setStage(story, spec, seed);
  const script = new Script(set, spec.name, story.plan.environment, story.script);
  const opened = await set.life.open(SUBJECT, '2', spec);
  if (opened.kind === 'refusal') return neverBegun(seed, opened.message);
  const tally = new Tally();
  let now = milliseconds(0);
  for (; now < story.until; now = milliseconds(now + seconds(1))) {
    for (const act of await script.play(now)) tally.changed(act, now);
    tally.count(await set.second());
    if (!set.down.controlPlane && isOver(set, script)) break;
  }
  const entries = await set.life.entries(SUBJECT);
  await set.life.stop();
  return {
    ...outcomeOf(set, entries, story),
    ...tally.result(entries, story),
    seed,
    lasted: now,
    isCutOff: now >= story.until,
    refused: script.refused,
  };
}

/** The unit as an imagined machine can serve it: no address is real there, and no source that could be verified. */
const imagined = ({ verification: _, ...spec }: UnitSpec): UnitSpec => ({
  ...spec,
  environments: Object.fromEntries(
    Object.entries(spec.environments).map(([name, one]) => [name, { ...one, router: { ...one.router, listen: null } }]),
  ),
});

function isOver({ life }: StageSet, script: Script): boolean {
  const { phase } = life.deployment(SUBJECT);
  return isTerminal(phase) || (phase === 'rolled-back' && script.isOver);
}

const happened = (entry: Entry, { start }: Story): Happened => ({
  after: milliseconds(Math.max(0, between(start, instant(entry.at)))),
  event: { type: entry.type, ...(entry.body as object) } as DeploymentEvent,
});

function outcomeOf({ life }: StageSet, entries: readonly Entry[], story: Story) {
  const { phase, signal } = life.deployment(SUBJECT);
  return { phase, signal, events: entries.map((entry) => happened(entry, story)) };
}

/** Counts what users met since the last change of the script. */
class Tally {
  #change: { readonly after: Duration; readonly what: string } | null = null;
  #isBehaviour = false;
  #exposed = 0;
  #failed = 0;

  changed(act: Act, after: Duration): void {
    const isBehaviour = act.candidate !== undefined || act.stable !== undefined;
    // What users met is counted from a change of behaviour; a fault on top of it is part of the same trouble.
    if (!isBehaviour && this.#isBehaviour) return;
    this.#isBehaviour = isBehaviour;
    this.#change = { after, what: whatOf(act) };
    this.#exposed = 0;
    this.#failed = 0;
  }

  count({ candidate, failed }: { readonly candidate: number; readonly failed: number }): void {
    this.#exposed += candidate;
    this.#failed += failed;
  }

  result(entries: readonly Entry[], story: Story) {
    const signalled = entries.findLast((entry) => SIGNALS[entry.type as DeploymentEvent['type']] === true);
    const from = this.#change?.after ?? milliseconds(0);
    const tookToSignal =
      signalled === undefined ? null : milliseconds(between(story.start, instant(signalled.at)) - from);
    return { change: this.#change, tookToSignal, exposed: this.#exposed, failed: this.#failed };
  }
}

function whatOf(act: Act): string {
  const { at: _, for: __, by: ___, ...rest } = act;
  return Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([key]) => key)
    .join(', ');
}

const neverBegun = (seed: number, message: string): Played => ({
  ...{ seed, phase: 'refused', signal: null, lasted: milliseconds(0), isCutOff: false, events: [], change: null },
  ...{ tookToSignal: null, exposed: 0, failed: 0, refused: [message] },
});
