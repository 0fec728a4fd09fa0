import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../../core/deployment/event.ts';
import { milliseconds, minutes, seconds } from '../../core/kernel/duration.ts';
import type { EffectId, ReleaseId } from '../../core/kernel/id.ts';
import { later } from '../../core/kernel/instant.ts';
import type { Weight } from '../../core/kernel/weight.ts';
import { planOf } from '../../core/plan/seal.ts';
import {
  ADA,
  aDigest,
  anOpenCalendar,
  anOpening,
  aPassedCheck,
  aRelease,
  aVerdict,
  aVerifiedApproval,
  BOB,
  NOON,
} from '../../testing/builders.ts';
import { anEntry, aTestsStatement } from '../../testing/evidence.ts';
import { GOOD_HEALTH } from '../../testing/journey.ts';
import { eventText } from './event-line.ts';
import { clockTime } from './moment.ts';

const release = aRelease('1');
const opening = anOpening('dep_1', release);
const result = aPassedCheck();
const approval = aVerifiedApproval('dep_1', aDigest('a'), { reason: 'reads well' });
const verdict = aVerdict('pass', NOON);
const health = { ...GOOD_HEALTH, badSince: null };
const traffic = { kind: 'split', candidate: 50 as Weight } as const;
const cause = { kind: 'gate', text: 'error_rate 8 % is not < 3 %', verdict, by: ADA, at: NOON } as const;
const findings = [{ name: 'router', ok: true, detail: 'answers' }];
const bad = [{ name: 'disk', ok: false, detail: 'full' }];
const certificate = {
  candidate: 'rel_1' as ReleaseId,
  candidateDigests: [],
  candidateConfig: aDigest('f'),
  rollbackTo: null,
  rollbackDigests: [],
  rollbackConfig: null,
  forward: seconds(3),
  back: milliseconds(1_400),
  forwardAgain: seconds(2),
  at: NOON,
};
const at = NOON;
const evidence = { environment: 'staging', artifactDigests: [], configDigest: aDigest('f'), checks: [result], at };
const hold = { reason: 'person', since: at, by: BOB, note: 'looking' } as const;

type Told = {
  readonly [T in DeploymentEvent['type']]: readonly [
    Omit<Extract<DeploymentEvent, { type: T }>, 'type' | 'at'>,
    string,
  ];
};

// One of each type, and what must be said of it: the compiler asks for those that are missing.
const EVENTS: Told = {
  DeploymentOpened: [{ opening, calendar: anOpenCalendar() }, 'opened: checkout 1.1 (111111111111) to production'],
  RestorationOpened: [
    {
      ...{ opening, calendar: anOpenCalendar(), plan: planOf(opening, release, null), planDigest: aDigest('a') },
      ...{
        release,
        rollbackRelease: release,
        evidence,
        certificate,
        approvals: [],
        cause: { ...cause, verdict: null },
      },
    },
    'restoration: 1.1 in place of 1.1 on production',
  ],
  ArtifactsBuilt: [
    { release, entry: anEntry([aTestsStatement()]) },
    'packaged: 1.1-111111111111, app@sha256:111111111111…; verified: 1 of 1',
  ],
  PlanSealed: [
    { plan: planOf(opening, release, null), planDigest: aDigest('a'), rollbackRelease: null },
    'plan aaaaaa: first-release, first release: a rollback takes it out of service',
  ],
  DeploymentQueued: [{ for: 'staging' }, 'queued for staging'],
  StagingStarted: [{}, 'deploying to staging'],
  ReleasePlaced: [{ took: seconds(3) }, 'on staging after 3.0 s'],
  CheckPassed: [{ result }, 'passed: smoke 3/3 in 1.0 s'],
  StagingReady: [{}, 'STAGING_READY'],
  StagingValidated: [{ evidence }, 'staging is validated'],
  RehearsalMoved: [{ leg: 'back', took: seconds(2) }, 'rehearsal: back in 2.0 s'],
  RehearsalSmokePassed: [{ leg: 'forward', result }, 'smoke after forward passed'],
  RehearsalPassed: [{ certificate }, 'forward 3.0 s, back 1.4 s, forward 2.0 s'],
  ApprovalRequested: [{ deadline: later(NOON, minutes(5)) }, 'until 2026-11-20T12:05:00.000Z, then it expires'],
  FixForwardGranted: [{ approval }, 'production is red; person:ada goes on all the same: reads well'],
  ApprovalGranted: [{ approval }, 'approved by person:ada (ed25519, A1): reads well'],
  GlassBroken: [
    {
      phase: 'baking',
      stageIndex: 0,
      signatures: [{ ...approval, reason: 'orders are lost' }],
      effectiveAt: later(NOON, minutes(10)),
    },
    'BREAK GLASS: person:ada shorten the bake from 2026-11-20T12:10:00.000Z on: orders are lost',
  ],
  PromotionApproved: [{}, 'enough approvals'],
  PromotionWaits: [{ for: 'window', note: 'freeze' }, 'waiting for the window of production: freeze'],
  PreflightDue: [{}, 'looking before the promotion'],
  ApprovalsVoided: [{ why: 'stable changed', deadline: NOON }, 'approvals void: stable changed'],
  DeploymentReturned: [{ why: 'stable changed' }, 'back to staging: stable changed'],
  DeploymentStopped: [
    { ending: 'staging-failed', problem: '1 of 3 tests failed', by: ADA, result: null, approval: null },
    'STAGING_FAILED: 1 of 3 tests failed',
  ],
  PreflightFailed: [{ findings: [...findings, ...bad], retryAt: NOON }, 'pre-flight failed: disk: full'],
  PromotionStarted: [{ findings, traffic, health }, 'promotion started: router ✔'],
  CandidatePrepared: [{ instances: 2 }, 'candidate up: 2 instances'],
  CandidateSmoked: [{ result }, 'candidate off-traffic: smoke 3/3'],
  TrafficShifted: [{ traffic }, '5 %'],
  StableReduced: [{ to: 1, traffic }, 'stable reduced to 1 instances: 5 %'],
  VerdictRecorded: [{ verdict }, 'verdict pass/proven'],
  StageAdvanced: [{ to: 1, approval: null }, 'advancing to stage 2'],
  HealthChanged: [{ health }, 'candidate 2/2, stable 2/2'],
  HoldPlaced: [{ hold }, 'hold (person): looking'],
  HoldLifted: [{ reason: 'person', by: BOB, note: 'seen' }, 'hold lifted (person): seen'],
  ClockJumped: [{ by: seconds(90), cause: 'jump' }, 'wall clock jumped by 90 s'],
  CheckpointOpened: [{ verdict, deadline: NOON }, 'ambiguous-metrics'],
  CheckpointAnswered: [{ answer: 'hold', by: BOB, reason: 'wait' }, 'answered hold by person:bob: wait'],
  ProductionDeployed: [{}, 'PRODUCTION_DEPLOYED'],
  BakeSmokePassed: [{ result }, 'production smoke: smoke 3/3'],
  SettlingStarted: [{}, 'becomes stable'],
  DeploymentCompleted: [{}, 'DEPLOYMENT_COMPLETE'],
  RollbackStarted: [{ cause }, 'ROLLBACK_TRIGGERED (gate): error_rate 8 % is not < 3 %'],
  TrafficReturned: [{ traffic: { kind: 'out-of-service' } }, 'traffic back'],
  StableRestored: [{}, 'stable is up again'],
  StableVerified: [{ findings }, 'stable verified: answers'],
  RollbackStepFailed: [{ problem: 'no router', retryAt: NOON, failures: 2 }, 'rollback step failed (2): no router'],
  RolledBack: [{ cause, trafficBackAt: NOON, verifiedAt: NOON, remindAt: NOON }, 'rolled back: error_rate 8 %'],
  ReminderDue: [{ remindAt: NOON }, 'waits for its root cause'],
  DeploymentClosed: [{ rootCause: 'a default', approval }, 'closed by person:ada: a default'],
  EffectFailed: [{ effect: 'dep_1/x' as EffectId, problem: 'no answer', retryAt: NOON }, 'tried again: no answer'],
  CalendarRunsOut: [{}, 'reading the calendar further'],
  CalendarRead: [{ calendar: anOpenCalendar() }, 'calendar known until 2027-'],
};

const line = (type: string, body: unknown): string =>
  eventText({ seq: 1, version: 1, time: '2026-11-20T12:00:00.000Z', type, principal: 'engine', body });

describe('an event as a line', () => {
  it.each(Object.entries(EVENTS))('%s says what happened, with a time and its zone', (type, [body, said]) => {
    const text = line(type, body);

    expect(text).toMatch(/^\d\d:\d\d:\d\d[+-]\d\d:\d\d \S/);
    expect(text).toContain(said);
    expect(text).not.toMatch(/undefined|\[object|NaN/);
  });

  it('is one line, whatever people wrote', () => {
    expect(line('HoldPlaced', { hold: { ...hold, note: 'one\ntwo' } })).not.toContain('\n');
  });
});

it('a time of day carries its zone', () => {
  expect(clockTime('2026-11-20T12:00:00.000Z')).toMatch(/^\d\d:00:00[+-]\d\d:00$/);
});
