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

const latency: Gate = {
  text: 'latency_p99 < 300ms',
  condition: {
    kind: 'compare',
    metric: 'latency_p99',
    operator: '<',
    limit: { kind: 'quantity', quantity: { value: 300, unit: 'ms' } },
  },
};
const stages = (gates: readonly Gate[]) =>
  ({ kind: 'canary', stages: [{ ...anEnvironment('production').rollout.stages[0], gates }] }) as never;
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
    expect(code({ production: { rollout: stages([latency]) } })).toBe('gate-not-judged-yet');
    expect(code({ production: { bake: { duration: minutes(1), smoke: null, gates: [latency] } } })).toBe(
      'gate-not-judged-yet',
    );
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
