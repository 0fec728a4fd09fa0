import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Deployment } from '../core/deployment/state.ts';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { aUnitSpec } from '../testing/builders.ts';
import { type EngineBench, engineBench, QUICK } from '../testing/fakes/engine-bench.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
});
afterEach(async () => {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
});

/** What was done to production from a call on, without looks. */
const doneInProduction = (from = 0): readonly string[] =>
  bench.machine.calls
    .slice(from)
    .filter(({ site, effect }) => site === 'checkout/production' && effect !== '')
    .map(({ act, content }) => (act === 'router.shift' ? `${act} ${content}` : act));

it('a good release reaches all users stage by stage, each stage as long as its plan says, and only then replaces stable', async () => {
  const { life, machine } = bench;
  const spec = aUnitSpec();
  await bench.serving(spec);
  const before = machine.calls.length;

  await bench.approved('dep_2', '2', spec);
  await life.until('dep_2', 'completed', minutes(70));

  const steps = (await life.entries('dep_2')).filter(({ type }) =>
    ['TrafficShifted', 'StageAdvanced', 'ProductionDeployed', 'SettlingStarted', 'DeploymentCompleted'].includes(type),
  );
  const start = steps[0]?.at ?? 0;
  expect(steps.map(({ type, at }) => [type, Math.floor((at - start) / 60_000)])).toEqual([
    ['TrafficShifted', 0],
    ['StageAdvanced', 10],
    ['TrafficShifted', 10],
    ['StageAdvanced', 25],
    ['TrafficShifted', 25],
    ['ProductionDeployed', 25],
    ['SettlingStarted', 55],
    ['DeploymentCompleted', 55],
  ]);
  expect(doneInProduction(before)).toEqual([
    'target.prepare',
    'router.members',
    'router.shift {"candidate":50,"kind":"split"}',
    'router.shift {"candidate":250,"kind":"split"}',
    'router.shift {"candidate":1000,"kind":"split"}',
    'router.members',
    'target.settle',
    'router.members',
    'target.retire',
  ]);
  const { instances } = await machine.site('checkout').target.observe(new AbortController().signal);
  expect(instances.map(({ releaseId, track }) => [releaseId, track])).toEqual(
    Array(2).fill([releaseOf(life.deployment('dep_2')), 'stable']),
  );
});

it('what was stable ends only when its last request was answered', async () => {
  const { life, machine, clock } = bench;
  await bench.canary();
  const request = machine.site('checkout').router.begin();
  await life.until('dep_2', (one) => one.phase === 'baking' && one.step === 'settle', minutes(2));
  const old = () => machine.calls.filter(({ act, effect }) => act === 'target.retire' && effect.includes('settle'));

  await clock.advance(seconds(20));
  expect([request?.track, life.deployment('dep_2').phase, old()]).toEqual(['stable', 'baking', []]);
  request?.finish();
  await clock.advance(seconds(1));

  expect([life.deployment('dep_2').phase, old().length]).toEqual(['completed', 1]);
});

it('a first release is smoke-tested off-traffic, then gets everything and is watched in the bake', async () => {
  const { life, machine } = bench;
  const trafficAtSmoke: string[] = [];
  machine.interpose = async ({ act, content }) => {
    if (act !== 'checks.run' || !content.includes('"PLIMSOLL_ENVIRONMENT":"production"')) return;
    const { traffic } = await machine.site('checkout').router.observe(new AbortController().signal);
    trafficAtSmoke.push(traffic.kind);
  };

  await bench.serving();

  expect(trafficAtSmoke).toEqual(['out-of-service', 'split']);
  expect(doneInProduction()).toEqual([
    'target.prepare',
    'router.members',
    'router.shift {"candidate":1000,"kind":"split"}',
    'router.members',
    'target.settle',
  ]);
  const events = await life.entries('dep_1');
  const at = (type: string): number => events.find((entry) => entry.type === type)?.at ?? Number.NaN;
  expect(at('SettlingStarted') - at('ProductionDeployed')).toBeGreaterThanOrEqual(QUICK);
});

it('a first release that is rolled back is taken out of service, for there is nothing to go back to', async () => {
  const { life, machine } = bench;
  await bench.approved('dep_1', '1');
  await life.until('dep_1', 'baking');

  await life.say('dep_1', { type: 'RollbackDeployment', reason: 'wrong prices' });
  await life.until('dep_1', 'rolled-back');

  const site = machine.site('checkout');
  const { signal } = new AbortController();
  expect((await site.router.observe(signal)).traffic).toEqual({ kind: 'out-of-service' });
  expect((await site.target.observe(signal)).instances).toEqual([]);
});

const releaseOf = (deployment: Deployment): string | undefined =>
  'release' in deployment ? deployment.release?.id : undefined;

it('a release is stored under its version and the beginning of its commit', async () => {
  const { life, machine } = bench;
  const pushed: string[] = [];
  machine.interpose = async ({ act, content }) => {
    if (act === 'registry.push') pushed.push(content);
  };

  await bench.serving();

  const { version, commit } = life.deployment('dep_1').opening.intent;
  expect(pushed).toHaveLength(1);
  expect(pushed[0]).toContain(`"${version}-${commit.slice(0, 12)}"`);
});
