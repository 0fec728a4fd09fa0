import { minutes, seconds } from '../../core/kernel/duration.ts';
import { ALL, type Weight } from '../../core/kernel/weight.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import type { Journal } from '../../ports/journal.ts';
import { anEnvironment, anErrorRateGate, aUnitSpec, NOON } from '../builders.ts';
import { type VirtualClock, virtualClock } from '../virtual-clock.ts';
import { type EngineLife, engineLife } from './engine-life.ts';
import { type SimulatedMachine, simulatedMachine } from './simulated-machine.ts';

/** The length of each stage and of the bake of a quick unit. */
export const QUICK = seconds(10);

/** A unit with a canary of two stages and a bake of ten seconds each, that asks a person for five minutes. */
export function aQuickUnit(changes: Partial<UnitSpec> = {}): UnitSpec {
  const gates = [anErrorRateGate(1)];
  const stages = [
    { weight: 50 as Weight, duration: QUICK, gates },
    { weight: 250 as Weight, duration: QUICK, gates },
    { weight: ALL, duration: null, gates: [] },
  ];
  const production = anEnvironment('production', {
    rollout: { kind: 'canary', stages },
    bake: { duration: QUICK, smoke: null, gates: null },
  });
  const { checkpoints } = aUnitSpec();
  const ambiguousMetrics = { ...checkpoints.ambiguousMetrics, deadline: minutes(5) };
  return aUnitSpec({
    environments: { staging: anEnvironment('staging'), production },
    checkpoints: { ...checkpoints, ambiguousMetrics },
    ...changes,
  });
}

/** A control plane in virtual time, with everything around it. */
export interface EngineBench {
  readonly clock: VirtualClock;
  readonly machine: SimulatedMachine;
  readonly life: EngineLife;
  readonly journal: Journal;
  /** `dep_1` of release 1 (or what is said) from its opening to its end: from then on it serves. */
  serving(spec?: UnitSpec, id?: string): Promise<void>;
  /** Opens a deployment and approves it as soon as that is asked. */
  approved(id: string, character: string, spec?: UnitSpec): Promise<void>;
  /** `dep_2` of release 2 in its first stage, where release 1 serves. */
  canary(spec?: UnitSpec): Promise<void>;
  /** Ends the engine and the users. */
  end(): Promise<void>;
}

/** Puts a bench together and starts the first engine. */
export async function engineBench(journal: Journal): Promise<EngineBench> {
  const clock = virtualClock(NOON);
  const machine = simulatedMachine(clock);
  const life = engineLife(journal, machine, clock);
  const over = new AbortController();
  const users = machine.serve(over.signal);
  const bench: EngineBench = {
    ...{ clock, machine, life, journal },
    serving: async (spec = aQuickUnit(), id = 'dep_1') => {
      await bench.approved(id, '1', spec);
      await life.until(id, 'completed');
    },
    approved: async (id, character, spec = aQuickUnit()) => {
      await life.open(id, character, spec);
      await life.until(id, 'awaiting-approval', minutes(1));
      await life.approve(id);
    },
    canary: async (spec = aQuickUnit()) => {
      await bench.serving(spec);
      await bench.approved('dep_2', '2', spec);
      await life.until('dep_2', (one) => one.phase === 'rolling-out' && one.stage.since !== null, minutes(1));
    },
    end: async () => {
      over.abort();
      await Promise.all([life.stop(), users]);
    },
  };
  await life.start();
  return bench;
}
