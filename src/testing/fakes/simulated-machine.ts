import { createHash } from 'node:crypto';
import type { StatementSearch } from '../../core/evidence/statement.ts';
import type { Digest } from '../../core/kernel/id.ts';
import type { Instant } from '../../core/kernel/instant.ts';
import { canonical } from '../../core/plan/canonical.ts';
import type { EnvironmentSpec } from '../../core/unit/environment.ts';
import type { StatementRequirement } from '../../core/unit/verification.ts';
import type { Calendar, WindowPolicy } from '../../core/window/window.ts';
import type { Drivers, Feed } from '../../engine/drivers.ts';
import type { CheckRequest } from '../../ports/check-runner.ts';
import type { EffectContext } from '../../ports/driver-error.ts';
import type { Target } from '../../ports/target.ts';
import type { TrafficRouter } from '../../ports/traffic-router.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { instantBuilder, instantChecks, instantSource } from './instant-packaging.ts';
import { memoryStatements, plainProvenance, saidStatements } from './memory-evidence.ts';
import { type MemoryMetricSource, memoryMetricSource } from './memory-metric-source.ts';
import { memoryRegistry } from './memory-registry.ts';
import { type MemoryTarget, memoryTarget } from './memory-target.ts';
import { type MemoryTrafficRouter, memoryTrafficRouter } from './memory-traffic-router.ts';
import { type ScriptedLoad, scriptedLoad } from './scripted-load.ts';

/** One call of the engine to a driver. */
export interface DriverCall {
  /** Milliseconds of virtual wall time. */
  readonly at: number;
  /** `target.prepare`, `router.shift`, `checks.run`, ... */
  readonly act: string;
  /** `checkout/production`, or empty where a driver belongs to no environment. */
  readonly site: string;
  /** The effect's id; empty for a look that changes nothing. */
  readonly effect: string;
  /** What was asked, as canonical text. */
  readonly content: string;
  /** Whether the same was carried out before: then a driver changes nothing. */
  readonly isRepeat: boolean;
  readonly signal: AbortSignal;
}

/** One environment of one unit. */
export interface SimulatedSite {
  readonly target: MemoryTarget;
  readonly router: MemoryTrafficRouter;
  readonly metrics: MemoryMetricSource;
  /** Further sources; a test adds them before a deployment is measured. */
  readonly feeds: Feed[];
  readonly load: ScriptedLoad;
}

/** Everything outside the engine, in virtual time. It outlives the engines that a test starts and kills. */
export interface SimulatedMachine {
  readonly drivers: Drivers;
  /** Every call so far, in order. */
  readonly calls: readonly DriverCall[];
  /** Happens before each call: to wait, to fail, or to change the world at just that moment. */
  interpose: (call: DriverCall) => Promise<void> | void;
  /** Happens after each call that was carried out, before its answer arrives. */
  afterwards: (call: DriverCall) => Promise<void> | void;
  /** What checks say. */
  checks: (request: CheckRequest) => boolean;
  /** What lies there of signed statements. */
  statements: (requirement: StatementRequirement) => StatementSearch;
  ancestry: (ancestor: string, descendant: string) => 'descendant' | 'not-descendant';
  /** The blackout windows there are between two moments, and how far they are known. */
  calendar: (from: Instant, until: Instant, windows: WindowPolicy) => Calendar;
  site(unit: string, environment?: string): SimulatedSite;
  /** Lets users use every site, second by second, until the signal. */
  serve(signal: AbortSignal): Promise<void>;
}

/** Makes a machine on which nothing runs yet. */
export function simulatedMachine(clock: VirtualClock): SimulatedMachine {
  const sites = new Map<string, SimulatedSite>();
  const calls: DriverCall[] = [];
  const carriedOut = new Set<string>();
  const builder = instantBuilder();
  const statementStore = memoryStatements();
  const registry = memoryRegistry({ read: builder.read, beside: statementStore });
  const checks = instantChecks((request) => machine.checks(request));
  const source = instantSource((ancestor, descendant) => machine.ancestry(ancestor, descendant));

  const siteAt = (key: string): SimulatedSite => {
    const known = sites.get(key);
    if (known !== undefined) return known;
    const router = memoryTrafficRouter(`http://${key}`);
    const metrics = memoryMetricSource();
    const target = memoryTarget({ now: () => clock.wall() });
    const site = { target, router, metrics, feeds: [], load: scriptedLoad(router, metrics) };
    sites.set(key, site);
    return site;
  };

  async function called<T>(
    act: string,
    site: string,
    content: unknown,
    effect: EffectContext | AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    const isLook = effect instanceof AbortSignal;
    const signal = isLook ? effect : effect.signal;
    const text = content === null ? 'null' : canonical(JSON.parse(JSON.stringify(content)));
    const id = isLook ? '' : effect.id;
    const key = `${act} ${site} ${id}`;
    const call = { at: clock.wall(), act, site, effect: id, content: text, isRepeat: carriedOut.has(key), signal };
    calls.push(call);
    await machine.interpose(call);
    const answer = await work();
    carriedOut.add(key);
    await machine.afterwards(call);
    return answer;
  }

  function target(key: string): Target {
    const real = siteAt(key).target;
    return {
      ...real,
      prepare: (placement, effect) =>
        called('target.prepare', key, [placement.release.id, placement.track, placement.snapshot], effect, () =>
          real.prepare(placement, effect),
        ),
      observe: (signal) => called('target.observe', key, null, signal, () => real.observe(signal)),
      retire: (ids, effect) => called('target.retire', key, ids, effect, () => real.retire(ids, effect)),
      settle: (id, effect) => called('target.settle', key, id, effect, () => real.settle(id, effect)),
    };
  }

  function router(key: string): TrafficRouter {
    const real = siteAt(key).router;
    return {
      ...real,
      shift: (traffic, effect) => called('router.shift', key, traffic, effect, () => real.shift(traffic, effect)),
      members: (change, effect) => called('router.members', key, change, effect, () => real.members(change, effect)),
      observe: (signal) => called('router.observe', key, null, signal, () => real.observe(signal)),
    };
  }

  const keyOf = (unit: string, { name }: EnvironmentSpec): string => `${unit}/${name}`;
  const drivers: Drivers = {
    target: (unit, environment) => target(keyOf(unit, environment)),
    router: (unit, environment) => router(keyOf(unit, environment)),
    metrics: (unit, environment) => siteAt(keyOf(unit, environment)).metrics,
    feeds: (unit, environment) => siteAt(keyOf(unit, environment)).feeds,
    builder: () => ({
      ...builder,
      build: (request, effect) => called('builder.build', '', request, effect, () => builder.build(request, effect)),
    }),
    registry: () => ({
      ...registry,
      push: (built, unit, tag, effect) =>
        called('registry.push', '', [built, tag], effect, () => registry.push(built, unit, tag, effect)),
      remove: (unit, digest, effect) =>
        called(
          'registry.remove',
          '',
          [unit, digest],
          effect,
          async () => (await registry.remove?.(unit, digest, effect)) ?? 0,
        ),
    }),
    checks: {
      ...checks,
      run: (request, effect) => called('checks.run', '', request, effect, () => checks.run(request, effect)),
    },
    statements: saidStatements((requirement) => machine.statements(requirement)),
    statementStore: () => statementStore,
    provenance: plainProvenance(),
    source: {
      ...source,
      checkout: (request, effect) =>
        called('source.checkout', '', request, effect, () => source.checkout(request, effect)),
    },
    calendar: (windows, from, until) => machine.calendar(from, until, windows),
    sha256: (text) => `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}` as Digest,
    workDir: (deployment) => `work/${deployment}`,
  };

  const machine: SimulatedMachine = {
    drivers,
    calls,
    interpose: () => undefined,
    afterwards: () => undefined,
    checks: () => true,
    statements: () => ({ signed: [], unfit: [] }),
    ancestry: () => 'descendant',
    calendar: (_from, until) => ({ intervals: [], knownUntil: until }),
    site: (unit, environment = 'production') => siteAt(`${unit}/${environment}`),
    serve: async (signal) => {
      while (!signal.aborted) {
        await clock.wait(1_000, signal).catch(() => undefined);
        for (const { load } of sites.values()) if (!signal.aborted) await load.second();
      }
    },
  };
  return machine;
}
