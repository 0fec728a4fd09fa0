import { describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../core/kernel/duration.ts';
import { ALL } from '../core/kernel/weight.ts';
import {
  aConfiguration,
  environmentOf,
  fixture,
  load,
  problemsIn,
  shortProblems,
  specOf,
  stagesOf,
} from './fixtures/configuration.ts';

const indented = (text: string, by: number): string => text.trimEnd().replaceAll('\n', `\n${' '.repeat(by)}`);

describe('the smallest file', () => {
  const spec = specOf(fixture('smallest.yaml'));

  it('loads, with its latency trigger', () => {
    expect(spec).toMatchObject({ name: 'storefront', tier: 'critical', registry: { type: 'local' } });
    expect(spec.rollback.triggers.map(({ text }) => text)).toEqual(['error_rate > 2%', 'latency_p99 > 800ms']);
    expect(spec.rollback).toMatchObject({ healthTimeout: seconds(10), deploymentTimeout: hours(1) });
  });

  it('has everything embedded', () => {
    expect(spec.environments.production).toMatchObject({
      requires: 'staging',
      target: { type: 'process', command: ['node', 'server.js'], instances: 3 },
      router: { type: 'embedded', listen: 'localhost:8080' },
    });
    expect(spec.environments.staging).toMatchObject({
      requires: null,
      router: { type: 'embedded', listen: null },
      checks: { smoke: { run: 'node smoke.js', junit: null } },
    });
    expect(spec.metrics.source).toEqual({ type: 'router' });
  });

  it('is a plain value that JSON keeps as it is', () => {
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  });
});

describe("the seed's other blocks", () => {
  const loaded = (name: string) =>
    environmentOf(aConfiguration({ rollout: `\n      ${indented(fixture(name), 6)}` }), 'production').rollout;

  it('blue-green loads unchanged under rollout', () => {
    expect(loaded('seed-blue-green.yaml')).toMatchObject({
      kind: 'blue-green',
      validationPeriod: minutes(15),
      rollbackTrigger: { text: 'error_rate > 2%', condition: { metric: 'error_rate', operator: '>' } },
    });
  });

  it('rolling loads unchanged under rollout', () => {
    expect(loaded('seed-rolling.yaml')).toEqual({
      kind: 'rolling',
      maxUnavailable: { kind: 'percent', percent: 25 },
      maxSurge: { kind: 'percent', percent: 25 },
      batchDuration: seconds(30),
      gates: [],
    });
  });
});

describe("the seed's canary block", () => {
  it('loads unchanged under rollout', () => {
    const seed = fixture('seed-canary.yaml');
    const text = aConfiguration({ rollout: `\n      ${indented(seed, 6)}` });

    expect(stagesOf(environmentOf(text, 'production'))).toMatchObject([
      {
        weight: 50,
        duration: minutes(10),
        gates: [{ text: 'error_rate < 1%' }, { text: 'latency_p99 < baseline * 1.1' }],
      },
      {
        weight: 250,
        duration: minutes(15),
        gates: [
          { text: 'error_rate < 1%' },
          {
            condition: {
              kind: 'compare',
              metric: 'latency_p99',
              operator: '<',
              limit: { kind: 'baseline', factor: 1.1, plus: null },
            },
          },
        ],
      },
      { weight: ALL, duration: null, gates: [] },
    ]);
  });
});

describe('the big example', () => {
  const text = fixture('big-example.yaml');

  it('is refused for what is not built yet and for nothing else', () => {
    const problems = problemsIn(text, { PROM_URL: 'http://localhost:9090' });

    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['not-built-yet']));
    expect(problems.length).toBeGreaterThan(2);
  });

  it('loads in those parts that are built', () => {
    const spec = specOf(fixture('big-example-built.yaml'));

    expect(spec.evidenceMaxAge).toBe(hours(24));
    expect(spec.metrics.interval).toBe(seconds(10));
    expect(spec.windows).toEqual({
      onOpen: 'hold',
      lookahead: 'whole-run',
      sources: [
        {
          kind: 'cron',
          name: 'evening-peak',
          cron: '0 17 * * 1-5',
          duration: hours(4),
          timezone: 'Europe/Berlin',
        },
        {
          kind: 'rrule',
          name: 'weekend',
          rrule: 'FREQ=WEEKLY;BYDAY=FR',
          starts: '2026-01-02T15:00',
          duration: hours(57),
          exdates: [],
          rdates: [],
          timezone: 'Europe/Berlin',
        },
        {
          kind: 'dates',
          name: 'year-end',
          from: '2026-12-18T00:00',
          to: '2027-01-04T06:00',
          timezone: 'America/New_York',
        },
        {
          kind: 'ics',
          name: 'company',
          ics: 'https://cal.acme.test/freeze.ics',
          match: '^FREEZE',
          refresh: minutes(15),
          staleAfter: hours(24),
          allowPrivate: [],
          timezone: 'Europe/Berlin',
        },
      ],
    });
    expect(spec.checkpoints).toEqual({
      productionPromotion: {
        approvers: ['group:payments-leads'],
        count: 1,
        deadline: hours(4),
        separateFrom: ['author', 'requester'],
        factors: ['key'],
      },
      ambiguousMetrics: { approvers: ['group:payments-oncall'], count: 1, deadline: minutes(30), separateFrom: [] },
      afterRollback: { approvers: ['group:payments-oncall'], count: 1, deadline: hours(24), separateFrom: [] },
    });
    expect(spec.environments.production?.bake).toMatchObject({
      duration: minutes(30),
      smoke: { run: 'npm run smoke:prod', timeout: minutes(5) },
      gates: [{ text: 'error_rate < 1%' }],
    });
    expect(spec.environments.staging?.checks).toMatchObject({
      smoke: { junit: 'reports/smoke.xml' },
      integration: { timeout: minutes(15), junit: 'reports/it-*.xml' },
      performance: { run: 'npm run bench' },
      security: { run: 'npm run scan' },
    });
  });
});

describe('variables', () => {
  it('are filled in values and noted as their origin', () => {
    const text = aConfiguration({
      production: `    health: { path: "/\${PLACE}/healthz" }\n`,
    });
    const loaded = load(text, { PLACE: 'app' });

    expect('spec' in loaded && loaded.spec.environments.production?.health.path).toBe('/app/healthz');
    expect('origins' in loaded && loaded.origins.at(['environments', 'production', 'health', 'path'])).toEqual({
      kind: 'variable',
      names: ['PLACE'],
      file: 'plimsoll.yaml',
      line: 14,
    });
  });

  it('that are not set are one problem, not two', () => {
    expect(shortProblems(aConfiguration({ production: `    health: { every: "\${GONE}" }\n` }))).toEqual([
      `variable-unset 14: "\${GONE}"`,
    ]);
  });

  it('in a gate are refused, even where they survive', () => {
    const bake = `\n      gates:\n        - error_rate < \${LIMIT}`;

    expect(shortProblems(aConfiguration({ bake }), { LIMIT: '1%' })).toEqual(['gate-syntax 15: $']);
    expect(shortProblems(aConfiguration({ rollback: `{ error_rate: "\${LIMIT}" }` }), { LIMIT: '2%' })).toEqual([
      'gate-syntax 4: $',
    ]);
  });
});
