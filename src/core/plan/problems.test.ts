import { describe, expect, it } from 'vitest';
import {
  anEnvironment,
  anErrorRateGate,
  anOpenCalendar,
  anOpening,
  aRelease,
  aUnitSpec,
  NOON,
} from '../../testing/builders.ts';
import type { Gate } from '../gate/gate.ts';
import { parseGate } from '../gate/grammar.ts';
import { isGateProblem } from '../gate/problem.ts';
import { hours, minutes } from '../kernel/duration.ts';
import { later } from '../kernel/instant.ts';
import type { EnvironmentSpec } from '../unit/environment.ts';
import type { UnitSpec } from '../unit/unit.ts';
import type { Calendar } from '../window/window.ts';
import { refuseToPlan } from './problems.ts';

interface Case {
  readonly spec?: Partial<UnitSpec>;
  readonly production?: Partial<EnvironmentSpec>;
  readonly staging?: Partial<EnvironmentSpec>;
  readonly calendar?: Calendar;
  readonly canBeApproved?: boolean;
  readonly environment?: string;
}

function code({
  spec = {},
  production = {},
  staging = {},
  calendar = anOpenCalendar(),
  canBeApproved = true,
  environment = 'production',
}: Case) {
  const environments = {
    staging: anEnvironment('staging', staging),
    production: anEnvironment('production', production),
  };
  const opening = anOpening('dep_2', aRelease('2'), { spec: aUnitSpec({ environments, ...spec }), environment });
  const refusal = refuseToPlan(opening, calendar, canBeApproved, NOON);
  if (refusal !== null) expect(refusal.remedy).not.toBe('');
  return refusal?.code ?? null;
}

const aGate = (text: string): Gate => {
  const metrics = [{ name: 'orders', dimension: 'rate', unit: null }] as const;
  const gate = parseGate(text, { metrics, baselineAllowed: true });
  if (isGateProblem(gate)) throw new Error(gate.message);
  return gate;
};
const stages = (gates: readonly Gate[]) =>
  ({ kind: 'canary', stages: [{ weight: 50, duration: 600_000, gates }] }) as never;
const quiet = { ...aUnitSpec().rollback, triggers: [] };
const windows = (lookahead: 'whole-run' | 'start') => ({ sources: [], onOpen: 'hold', lookahead }) as const;
const freeze = (from: number) => ({
  ...anOpenCalendar(),
  intervals: [{ name: 'freeze', from: later(NOON, from as never), to: later(NOON, hours(9)) }],
});

describe('a deployment does not begin', () => {
  it('only when something speaks against it', () => {
    expect(code({})).toBeNull();
  });

  it('towards an environment that is not configured', () => {
    expect(code({ environment: 'moon' })).toBe('environment-unknown');
  });

  it('towards an environment that requires no validation first', () => {
    expect(code({ production: { requires: null } })).toBe('staging-skipped');
    expect(code({ production: { requires: 'production' } })).toBe('staging-skipped');
  });

  it('without a smoke check on staging', () => {
    expect(code({ staging: { checks: {} } })).toBe('smoke-missing');
  });

  it('without an error-rate gate or trigger; either one is enough', () => {
    expect(code({ production: { rollout: stages([]) }, spec: { rollback: quiet } })).toBe('monitoring-missing');
    expect(code({ production: { rollout: stages([anErrorRateGate(1)]) }, spec: { rollback: quiet } })).toBeNull();
    expect(code({ production: { rollout: stages([]) } })).toBeNull();
  });

  it('with a gate that cannot be judged, in a stage or in the bake', () => {
    const upside = aGate('latency_p99 > 300ms');
    expect(code({ production: { rollout: stages([aGate('latency_p99 < 300ms')]) } })).toBeNull();
    expect(code({ production: { rollout: stages([upside]) } })).toBe('gate-not-judged');
    expect(code({ production: { bake: { duration: minutes(1), smoke: null, gates: [upside] } } })).toBe(
      'gate-not-judged',
    );
    expect(code({ production: { rollout: stages([aGate('orders > 3/min')]) } })).toBe('gate-not-judged');
    expect(code({ production: { rollout: stages([aGate('throughput > baseline * 0.9')]) } })).toBe('gate-not-judged');
    expect(code({ production: { rollout: stages([aGate('throughput > 1req/s')]) } })).toBeNull();
  });

  it('when nobody may approve it', () => {
    expect(code({ canBeApproved: false })).toBe('no-approver');
  });

  it('when its whole run does not fit before a window, or before the end of what is known', () => {
    expect(code({ calendar: freeze(minutes(54)) })).toBe('window-conflict');
    expect(code({ calendar: freeze(minutes(55)) })).toBeNull();
    expect(code({ calendar: { intervals: [], knownUntil: later(NOON, minutes(54)) } })).toBe('window-conflict');
    expect(code({ calendar: { intervals: [], knownUntil: later(NOON, minutes(55)) } })).toBeNull();
  });

  it('but may begin with `lookahead: start`, and waits later', () => {
    expect(code({ calendar: freeze(minutes(54)), spec: { windows: windows('start') } })).toBeNull();
    expect(code({ calendar: freeze(minutes(54)), spec: { windows: windows('whole-run') } })).toBe('window-conflict');
  });
});
