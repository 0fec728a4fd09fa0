import { expect, it } from 'vitest';
import { parseTrigger } from '../core/gate/grammar.ts';
import { isGateProblem } from '../core/gate/problem.ts';
import { seconds } from '../core/kernel/duration.ts';
import { instant } from '../core/kernel/instant.ts';
import type { Calendar, WindowSource } from '../core/window/window.ts';
import { aUnitSpec } from '../testing/builders.ts';
import { deploymentVariables, type PromptFacts } from './variables.ts';

const NOW = instant(Date.UTC(2026, 10, 20, 13));
const FREE: Calendar = { intervals: [], knownUntil: instant(Date.UTC(2027, 0, 1)) };
const hour = (from: number, name = 'peak') => ({
  name,
  from: instant(Date.UTC(2026, 10, 20, from)),
  to: instant(Date.UTC(2026, 10, 20, from + 1)),
});
const RELEASE = { version: '2.14.0', commit: 'c'.repeat(40), artifacts: ['app@sha256:aa', 'config@sha256:bb'] };

const facts = (changes: Partial<PromptFacts> = {}): PromptFacts => ({
  spec: aUnitSpec({ windows: { sources: [AN_HOUR], onOpen: 'hold', lookahead: 'whole-run' } }),
  environment: 'production',
  deployment: { id: 'dep_1', ticket: 'PAY-12', release: RELEASE },
  stable: { version: '2.13.4', commit: 'b'.repeat(40) },
  calendar: FREE,
  now: NOW,
  zone: 'Europe/Berlin',
  ...changes,
});
const AN_HOUR: WindowSource = {
  kind: 'cron',
  ...{ name: 'peak', cron: '0 17 * * *', duration: seconds(3_600), timezone: 'Europe/Berlin' },
};

const valuesOf = (given: PromptFacts) =>
  Object.fromEntries(deploymentVariables(given).map(({ name, value }) => [name, value]));

it('the unit names its tier, its commits and its ticket', () => {
  expect(valuesOf(facts()).DEPLOYMENT_UNIT_SPECIFICATION).toContain(
    `- Commits: from 2.13.4 (${'b'.repeat(40)}) to 2.14.0 (${'c'.repeat(40)})\n- Tickets: PAY-12`,
  );
});

it('artifacts are named by digest, a line each', () => {
  expect(valuesOf(facts()).ARTIFACT_LIST).toBe('- app@sha256:aa\n- config@sha256:bb');
});

it('before anything is packaged the artifacts are not known', () => {
  const values = valuesOf(facts({ deployment: null, stable: null }));

  expect(values.ARTIFACT_LIST).toBeNull();
  expect(values.DEPLOYMENT_UNIT_SPECIFICATION).toContain('from the beginning, for nothing serves yet');
});

it('thresholds are bare numbers of the triggers, for the template writes their units', () => {
  const { spec } = facts();
  const triggers = ['error_rate > 0.5%', 'latency_p99 > 1.2s'].map((text) => parseTrigger(text, {}));
  const parsed = triggers.flatMap((trigger) => (isGateProblem(trigger) ? [] : [trigger]));
  const values = valuesOf(facts({ spec: { ...spec, rollback: { ...spec.rollback, triggers: parsed } } }));

  expect(values).toMatchObject({ ERROR_THRESHOLD: '0.5', LATENCY_THRESHOLD: '1200', HEALTH_TIMEOUT: '1m' });
});

it('a trigger that the unit does not have leaves its threshold unknown', () => {
  const { spec } = facts();
  const values = valuesOf(facts({ spec: { ...spec, rollback: { ...spec.rollback, triggers: [] } } }));

  expect(values).toMatchObject({ ERROR_THRESHOLD: null, LATENCY_THRESHOLD: null });
});

it('the three windows to come stand in one line with their zone', () => {
  const calendar = { ...FREE, intervals: [hour(11), hour(15), hour(17), hour(19), hour(21)] };
  const text = valuesOf(facts({ calendar })).BLACKOUT_WINDOWS ?? '';

  expect(text.split('; ')).toHaveLength(3);
  expect(text).toMatch(/^peak from Fri 2026-11-20 16:00 (CET|GMT\+1) to Fri 2026-11-20 17:00 (CET|GMT\+1); peak/);
});

it('a calendar that is not known says why, and a unit without windows says none', () => {
  const problem = 'the feed company is too old';
  const { spec } = facts();
  const without = { ...spec, windows: { ...spec.windows, sources: [] } };

  expect(valuesOf(facts({ calendar: { ...FREE, knownUntil: NOW, problem } })).BLACKOUT_WINDOWS).toBe(problem);
  expect(valuesOf(facts({ spec: without })).BLACKOUT_WINDOWS).toBe('none');
});

it('the environment says whether a window is open now', () => {
  const open = valuesOf(facts()).TARGET_ENVIRONMENT;
  const closed = valuesOf(facts({ calendar: { ...FREE, intervals: [hour(13)] } })).TARGET_ENVIRONMENT;

  expect(open).toMatch(/^production: target process; at Fri 2026-11-20 14:00 .* no blackout window is open$/);
  expect(closed).toMatch(/ closed by peak until Fri 2026-11-20 15:00 /);
});
