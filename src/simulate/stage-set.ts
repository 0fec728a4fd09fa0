import { occurrences } from '../config/calendar/occurrences.ts';
import { comparisonsOf } from '../core/gate/comparisons.ts';
import { type Duration, milliseconds, minutes, seconds } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';
import { bakeGatesOf } from '../core/plan/seal.ts';
import { gatesOf, triggersOf } from '../core/strategy/strategy.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import type { WindowInterval } from '../core/window/window.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { DriverError } from '../ports/driver-error.ts';
import { type EngineLife, engineLife } from '../testing/fakes/engine-life.ts';
import { type SimulatedMachine, simulatedMachine } from '../testing/fakes/simulated-machine.ts';
import { type VirtualClock, virtualClock } from '../testing/virtual-clock.ts';
import { answersOf } from './people.ts';
import { settling } from './settling.ts';
import { endOf, type Story } from './story.ts';
import { Users } from './users.ts';

/** How long users are there before the story begins: what stable did of late is known then. */
const BEFORE = minutes(10);
const SECOND = seconds(1);

/** Everything a story is played on: a control plane over a machine that is only imagined, users, and a clock that runs at once. */
export interface StageSet {
  readonly clock: VirtualClock;
  readonly machine: SimulatedMachine;
  readonly life: EngineLife;
  readonly users: Users;
  /** What does not run just now. */
  readonly down: { controlPlane: boolean; router: boolean };
  /** Lets one second go by: the engine first, then what users did in it. */
  second(): Promise<{ readonly candidate: number; readonly failed: number }>;
}

/** Sets the stage, with an earlier release serving where the story says so. The story's clock stands at its start. */
export async function setStage(story: Story, spec: UnitSpec, seed: number): Promise<StageSet> {
  const clock = virtualClock(later(story.start, milliseconds(-BEFORE)), settling());
  const machine = simulatedMachine(clock);
  const windows = storyWindows(story);
  machine.calendar = (from, until) => {
    const read = occurrences(spec.windows, from, until);
    const inside = windows.filter((one) => one.from < until && one.to > from);
    return { ...read, intervals: [...read.intervals, ...inside].sort((one, other) => one.from - other.from) };
  };
  const life = engineLife(new MemoryJournal(), machine, clock);
  const users = new Users(story.traffic.rate, story.traffic, seed, isTimed(spec, story.plan.environment));
  const down = { controlPlane: false, router: false };
  machine.interpose = ({ act }) => {
    if (down.router && act.startsWith('router.')) throw new DriverError('the router is down', { retryable: true });
  };
  const set: StageSet = {
    ...{ clock, machine, life, users, down },
    second: () => second(set, spec.name, story.plan.environment),
  };
  await life.start();
  if (!story.first_release) await serveBefore(set, spec, story);
  while (clock.wall() < story.start) await set.second();
  return set;
}

/** Whether a gate or trigger of the rollout is about latencies. */
function isTimed({ environments, rollback }: UnitSpec, name: string): boolean {
  const environment = environments[name];
  if (environment === undefined) return false;
  const { rollout } = environment;
  const all = [...gatesOf(rollout), ...bakeGatesOf(environment), ...triggersOf(rollout), ...rollback.triggers];
  return all.some(({ condition }) => comparisonsOf(condition).some(({ metric }) => metric.startsWith('latency_')));
}

async function second(set: StageSet, unit: string, environment: string) {
  await set.clock.advance(SECOND);
  const { router, metrics } = set.machine.site(unit, environment);
  const { traffic } = await router.observe(ALWAYS);
  const share = traffic.kind === 'split' ? traffic.candidate / 1_000 : null;
  const { tracks, requests, errors } = set.users.second(set.down.router ? null : share);
  metrics.tick(tracks, requests);
  return { candidate: requests.candidate, failed: errors.candidate + errors.stable };
}

const ALWAYS = new AbortController().signal;

/** An earlier release goes the whole way in a few seconds: what serves when the story begins came there by the same rules. */
async function serveBefore(set: StageSet, spec: UnitSpec, { plan }: Story): Promise<void> {
  const production = spec.environments[plan.environment];
  if (production === undefined) return;
  const approvers = ['person:before'];
  const quick: UnitSpec = {
    ...spec,
    windows: { ...spec.windows, sources: [], lookahead: 'start' },
    checkpoints: {
      ...spec.checkpoints,
      productionPromotion: { ...spec.checkpoints.productionPromotion, approvers, count: 1, separateFrom: [] },
    },
    environments: {
      ...spec.environments,
      [plan.environment]: { ...production, bake: { ...production.bake, duration: SECOND, gates: [] } },
    },
  };
  await set.life.open('dep_before', '1', quick);
  for (let passed = 0; set.life.deployment('dep_before').phase !== 'completed'; passed += 1) {
    const deployment = set.life.deployment('dep_before');
    if (passed > BEFORE / SECOND) throw new Error(`the earlier release never got to serve: ${deployment.phase}`);
    if (deployment.phase === 'awaiting-approval') {
      const act = { answer: 'production-promotion', decision: 'approve', by: 'approver', at: 0 as Duration } as const;
      for (const said of answersOf(deployment, act, set.clock.wall())) await set.life.say('dep_before', said);
    }
    await set.second();
  }
}

const storyWindows = ({ script, start }: Story): readonly WindowInterval[] =>
  script
    .filter((act) => act.window !== undefined)
    .map((act) => ({ name: 'of the story', from: later(start, act.at), to: later(start, endOf(act)) }));
