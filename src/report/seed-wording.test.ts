import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../core/deployment/event.ts';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';
import { ALL, type Weight } from '../core/kernel/weight.ts';
import { planOf } from '../core/plan/seal.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import {
  ADA,
  aDigest,
  anEnvironment,
  anErrorRateGate,
  anErrorRateTrigger,
  anOpenCalendar,
  anOpening,
  aPassedCheck,
  aRelease,
  aUnitSpec,
  aVerifiedApproval,
  NOON,
} from '../testing/builders.ts';
import { GOOD_HEALTH } from '../testing/journey.ts';
import type { DeploymentRecord } from './record.ts';
import { type ReportKind, reportFrom } from './report.ts';
import { markdownOf } from './write.ts';

const gates = [anErrorRateGate(1)];
const spec = aUnitSpec({
  rollback: { ...aUnitSpec().rollback, triggers: [anErrorRateTrigger(1)], targetTime: minutes(2) },
  environments: {
    staging: anEnvironment('staging'),
    production: anEnvironment('production', {
      rollout: {
        kind: 'canary',
        stages: [
          { weight: 50 as Weight, duration: minutes(10), gates },
          { weight: 250 as Weight, duration: minutes(15), gates },
          { weight: ALL, duration: null, gates: [] },
        ],
      },
      bake: { duration: minutes(30), smoke: null, gates: null },
    }),
  },
});
const before = aRelease('1', spec);
const release = aRelease('2', spec);
const opening = anOpening('dep_2', release, { spec });
const stable = { release: before, since: NOON, deployment: 'dep_1' } as never;
const plan = planOf(opening, release, stable);
const suite = (name: string, total: number) => ({ name, total, passed: total, failed: 0, skipped: 0 });
const integration = {
  ...aPassedCheck('integration'),
  suites: [suite('API tests', 147), suite('Integration tests', 23), suite('E2E tests', 12)],
};
const at = NOON;
const certificate = {
  candidate: release.id,
  candidateDigests: [],
  candidateConfig: aDigest('f'),
  rollbackTo: before.id,
  rollbackDigests: [],
  rollbackConfig: aDigest('f'),
  forward: seconds(34),
  back: seconds(41),
  forwardAgain: seconds(34),
  at,
};
const staged: readonly DeploymentEvent[] = [
  { type: 'DeploymentOpened', opening, calendar: anOpenCalendar(), at },
  { type: 'ArtifactsBuilt', release, at },
  { type: 'PlanSealed', plan, planDigest: aDigest('a'), rollbackRelease: before, at },
  { type: 'StagingStarted', at },
  { type: 'ReleasePlaced', took: seconds(3), at },
  { type: 'CheckPassed', result: integration, at },
  { type: 'StagingReady', at },
  {
    type: 'StagingValidated',
    evidence: { environment: 'staging', artifactDigests: [], configDigest: aDigest('f'), checks: [integration], at },
    at,
  },
  { type: 'RehearsalPassed', certificate, at },
  { type: 'ApprovalRequested', deadline: later(at, minutes(240)), at },
];
const promoted: readonly DeploymentEvent[] = [
  ...staged,
  { type: 'ApprovalGranted', approval: aVerifiedApproval('dep_2', aDigest('a')), at },
  { type: 'PromotionApproved', at },
  { type: 'PreflightDue', at },
  {
    type: 'PromotionStarted',
    findings: [],
    traffic: { kind: 'split', candidate: 0 as Weight },
    health: { ...GOOD_HEALTH, badSince: null },
    at,
  },
  { type: 'CandidatePrepared', instances: 2, at },
];
const block = (stableErrors: number, candidateErrors: number): JudgingRecord =>
  ({
    type: 'BlockClosed',
    block: {
      stable: { kind: 'counts', requests: 10_000, errors: stableErrors, latency: null },
      candidate: { kind: 'counts', requests: 10_000, errors: candidateErrors, latency: null },
    },
    cursor: null,
  }) as unknown as JudgingRecord;

const markdown = (kind: ReportKind, record: DeploymentRecord): string => {
  const report = reportFrom(kind, record);
  if (report === null) throw new Error(`no ${kind} report yet`);
  return markdownOf(report);
};

describe('the seed’s staging report', () => {
  const text = markdown('staging', { events: staged, measured: [] });

  it('counts each suite as the seed does', () => {
    expect(text).toContain(
      '### Functional Tests\n\n- API tests: 147/147 passed\n- Integration tests: 23/23 passed\n- E2E tests: 12/12 passed\n',
    );
  });

  it('recommends as the seed does', () => {
    expect(text).toContain('### Recommendation\n\n✅ Ready for production promotion\n');
  });

  it('recommends nothing before the rollback was rehearsed', () => {
    const unrehearsed = staged.filter((event) => event.type !== 'RehearsalPassed');

    expect(markdown('staging', { events: unrehearsed, measured: [] })).not.toContain('✅');
  });

  it('says what failed, and never that it is ready', () => {
    const failed = { ...integration, passed: false, problem: '2 of 182 tests failed', exitCode: 1 };
    const events: readonly DeploymentEvent[] = [
      ...staged.slice(0, 5),
      {
        type: 'DeploymentStopped',
        ending: 'staging-failed',
        problem: '2 of 182 tests failed',
        by: ADA,
        result: failed,
        approval: null,
        at,
      },
    ];
    const text = markdown('staging', { events, measured: [] });

    expect(text).toContain('❌ Not ready: 2 of 182 tests failed');
    expect(text).toContain('- Signal: STAGING_FAILED');
    expect(text).not.toContain('✅');
  });
});

describe('the seed’s production plan', () => {
  const text = markdown('plan', { events: staged, measured: [] });

  it('numbers its stages as the seed does', () => {
    expect(text).toContain(`## Production Deployment Plan

### Strategy: Canary

### Stages

1. 5% traffic for 10 minutes
   - Monitor: error_rate
   - Auto-rollback if: error_rate > 1%

2. 25% traffic for 15 minutes
   - Monitor: same metrics
   - Auto-rollback if: error_rate > 1%

3. 100% traffic
   - Continue monitoring for 30 minutes
   - Mark stable after validation period

### Rollback Plan

- One-click rollback to previous version
- Estimated rollback time: < 2 minutes
- Data migration: None (backward compatible)

**Awaiting approval to proceed.**
`);
  });

  it('waits for approval only while it does', () => {
    const approved = markdown('plan', { events: promoted, measured: [] });

    expect(approved).not.toContain('Awaiting approval');
    expect(approved).toContain('**Approved by person:ada (ed25519, A1).**');
  });
});

describe('the seed’s post-deployment report', () => {
  const measured: readonly JudgingRecord[] = [
    { type: 'JudgingBegan', at: 0 },
    block(12, 300),
    { type: 'JudgingBegan', at: 'bake' },
    block(0, 11),
  ];
  const events: readonly DeploymentEvent[] = [
    ...promoted,
    { type: 'TrafficShifted', traffic: { kind: 'split', candidate: 50 as Weight }, at },
    { type: 'StageAdvanced', to: 1, approval: null, at },
    { type: 'TrafficShifted', traffic: { kind: 'split', candidate: 250 as Weight }, at },
    { type: 'StageAdvanced', to: 2, approval: null, at },
    { type: 'TrafficShifted', traffic: { kind: 'split', candidate: ALL }, at },
    { type: 'ProductionDeployed', at },
    { type: 'SettlingStarted', at },
    { type: 'DeploymentCompleted', at },
  ];

  it('compares before and after as the seed does', () => {
    expect(markdown('post', { events, measured })).toContain(`## Post-Deployment Report

### Deployment Status: ✅ COMPLETE

### Metrics (30 minutes post-deploy)

| Metric | Before | After | Change |
|--------|--------|-------|--------|
| Error rate | 0.12% | 0.11% | -8% |

### Alerts

- None triggered

### Recommendation

Deployment successful. Marking as stable.
`);
  });

  it('takes missing numbers for unknown, not for zero', () => {
    expect(markdown('post', { events, measured: [] })).toContain('| Error rate | no data | no data | n/a |');
  });

  it('is the same bytes for the same record', () => {
    for (const kind of ['staging', 'plan', 'post'] as const)
      expect(markdown(kind, { events, measured })).toBe(markdown(kind, structuredClone({ events, measured })));
  });
});
