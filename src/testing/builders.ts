import type { CheckResult } from '../core/deployment/evidence.ts';
import type { Opening } from '../core/deployment/opening.ts';
import type { Gate, Trigger } from '../core/gate/gate.ts';
import type { EnvironmentAct, VerifiedAct } from '../core/guard/verified-act.ts';
import type { VerifiedApproval } from '../core/guard/verified-approval.ts';
import { hours, minutes, seconds } from '../core/kernel/duration.ts';
import type { DeploymentId, Digest, ReleaseId } from '../core/kernel/id.ts';
import { type Instant, instant, later } from '../core/kernel/instant.ts';
import { ALL, type Weight } from '../core/kernel/weight.ts';
import type { Principal } from '../core/principal/principal.ts';
import type { BlueGreenSpec, RollingSpec } from '../core/strategy/strategy.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { Release } from '../core/unit/release.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import type { Verdict, VerdictState } from '../core/verdict/verdict.ts';
import type { Calendar } from '../core/window/window.ts';

/** Noon of the day all test stories begin. */
export const NOON: Instant = instant(Date.UTC(2026, 10, 20, 12));

/** The approver of all test stories. */
export const ADA = { kind: 'person', name: 'ada' } as const satisfies Principal;
/** A signed-in person who is no approver. */
export const BOB = { kind: 'person', name: 'bob' } as const satisfies Principal;
/** An agent that deploys. */
export const BUILDER = { kind: 'agent', name: 'builder', owner: 'person:eve' } as const satisfies Principal;
/** A CI job. */
export const PIPELINE = { kind: 'ci', name: 'pipeline' } as const satisfies Principal;

/** A digest that is easy to tell from others: one character, 64 times. */
export const aDigest = (character: string): Digest => `sha256:${character.repeat(64)}` as Digest;

/** `error_rate < 1%` and the like, as parsed. */
export const anErrorRateGate = (percent: number): Gate => ({
  text: `error_rate < ${percent}%`,
  condition: {
    kind: 'compare',
    metric: 'error_rate',
    operator: '<',
    limit: { kind: 'quantity', quantity: { value: percent / 100, unit: '%' } },
  },
});

/** `error_rate > 5%` as a trigger. */
export const anErrorRateTrigger = (percent: number): Trigger => ({
  text: `error_rate > ${percent}%`,
  condition: {
    kind: 'compare',
    metric: 'error_rate',
    operator: '>',
    limit: { kind: 'quantity', quantity: { value: percent / 100, unit: '%' } },
  },
});

/** An environment of processes on this machine. */
export const anEnvironment = (name: string, changes: Partial<EnvironmentSpec> = {}): EnvironmentSpec => ({
  name,
  requires: name === 'production' ? 'staging' : null,
  demo: false,
  target: { type: 'process', command: ['node', 'server.js'], instances: 2, env: {}, grace: seconds(10) },
  router: { type: 'embedded', listen: null },
  health: { path: '/healthz', every: seconds(2), healthyAfter: 3 },
  checks: name === 'staging' ? { smoke: { run: 'node smoke.js', timeout: minutes(5), junit: null } } : {},
  rollout: {
    kind: 'canary',
    stages: [
      { weight: 50 as Weight, duration: minutes(10), gates: [anErrorRateGate(1)] },
      { weight: 250 as Weight, duration: minutes(15), gates: [anErrorRateGate(1)] },
      { weight: ALL, duration: null, gates: [] },
    ],
  },
  bake: { duration: minutes(30), smoke: null, gates: null },
  migrations: 'none',
  ...changes,
});

/** All at once, watched for ten minutes with stable warm; more than 5 % errors flip it back. */
export const aBlueGreen = (changes: Partial<BlueGreenSpec> = {}): BlueGreenSpec => ({
  kind: 'blue-green',
  validationPeriod: minutes(10),
  rollbackTrigger: anErrorRateTrigger(5),
  ...changes,
});

/** One instance after another is replaced, the new one first, each watched for a minute. */
export const aRolling = (changes: Partial<RollingSpec> = {}): RollingSpec => ({
  kind: 'rolling',
  maxUnavailable: { kind: 'count', count: 0 },
  maxSurge: { kind: 'count', count: 1 },
  batchDuration: minutes(1),
  gates: [anErrorRateGate(1)],
  ...changes,
});

/** A unit with staging and production. */
export const aUnitSpec = (changes: Partial<UnitSpec> = {}): UnitSpec => ({
  name: 'checkout',
  tier: 'critical',
  owners: [],
  artifacts: [{ name: 'app', kind: 'files', path: 'app', run: null }],
  registry: { type: 'local' },
  evidenceMaxAge: hours(24),
  rollback: {
    triggers: [anErrorRateTrigger(2)],
    healthTimeout: minutes(1),
    deploymentTimeout: hours(2),
    targetTime: minutes(2),
    keepReleases: 5,
  },
  verdict: {
    falseRollback: 0.05,
    falsePass: 0.05,
    relative: true,
    relativeRatio: 1.5,
    extend: 3,
    underpowered: 'refuse',
  },
  metrics: { source: { type: 'router' }, interval: seconds(1) },
  windows: { sources: [], onOpen: 'hold', lookahead: 'whole-run' },
  checkpoints: {
    productionPromotion: { approvers: ['person:ada'], count: 1, deadline: hours(4), separateFrom: [] },
    ambiguousMetrics: { approvers: ['person:ada'], count: 1, deadline: minutes(30), separateFrom: [] },
    afterRollback: { approvers: ['person:ada'], count: 1, deadline: hours(24), separateFrom: [] },
  },
  environments: { staging: anEnvironment('staging'), production: anEnvironment('production') },
  ...changes,
});

/** A release whose artifact digest is the given character, 64 times. */
export const aRelease = (character: string, spec: UnitSpec = aUnitSpec()): Release => ({
  id: `rel_${character}` as ReleaseId,
  unit: spec.name,
  version: `1.${character}`,
  commit: character.repeat(40),
  dirty: false,
  artifacts: [{ name: 'app', kind: 'files', digest: aDigest(character), bytes: 1_000 }],
  configs: Object.fromEntries(
    Object.values(spec.environments).map(({ name, target, health }) => [
      name,
      { snapshot: { target, health }, digest: aDigest('f') },
    ]),
  ),
  tag: `1.${character}-${character.repeat(12)}`,
});

/** What a deployment of a release begins with. */
export const anOpening = (id: string, release: Release, changes: Partial<Opening> = {}): Opening => ({
  id: id as DeploymentId,
  intent: {
    unit: release.unit,
    environment: 'production',
    sourceDir: '.',
    commit: release.commit,
    version: release.version,
    dirtyPaths: [],
    digest: `intent-${id}`,
  },
  spec: aUnitSpec(),
  environment: 'production',
  staging: 'staging',
  requester: { kind: 'local', name: 'os/1000' },
  authors: [],
  reason: '',
  openedAt: NOON,
  ...changes,
});

/** A check that passed. */
export const aPassedCheck = (kind: CheckResult['kind'] = 'smoke'): CheckResult => ({
  kind,
  passed: true,
  problem: null,
  exitCode: 0,
  suites: [{ name: kind, total: 3, passed: 3, failed: 0, skipped: 0 }],
  took: seconds(1),
  logTail: [],
  digest: aDigest('e'),
});

/** A check that failed. */
export const aFailedCheck = (kind: CheckResult['kind'] = 'smoke'): CheckResult => ({
  ...aPassedCheck(kind),
  passed: false,
  problem: '1 of 3 tests failed',
  exitCode: 1,
});

/** A calendar without windows that reaches far. */
export const anOpenCalendar = (from: Instant = NOON): Calendar => ({
  intervals: [],
  knownUntil: later(from, hours(24 * 365)),
});

/** A verdict in a state, without numbers. */
export const aVerdict = (state: VerdictState, at: Instant): Verdict => ({
  state,
  reason: (
    { pass: 'proven', fail: 'absolute', hold: 'evidence', collecting: 'insufficient', ambiguous: 'borderline' } as const
  )[state],
  gates: [],
  judgedSeconds: 0,
  at,
  measurements: { stream: 'measurements', from: 1, to: 1, digest: null },
});

/**
 * An approval as src/approval/verify.ts would have made it. The cast is for tests alone: they stand where signatures are
 * not the point.
 */
export const aVerifiedApproval = (
  deploymentId: string,
  planDigest: string,
  changes: Partial<VerifiedApproval> = {},
): VerifiedApproval =>
  ({
    checkpoint: 'production-promotion',
    decision: 'approve',
    deploymentId,
    environment: 'production',
    planDigest,
    contextDigest: aDigest('0'),
    approver: 'person:ada',
    groups: [],
    kind: 'ed25519',
    assurance: 'A1',
    credentialId: 'key-1',
    reason: '',
    requester: 'local:os/1000',
    authors: [],
    nonce: 'n-1',
    issuedAt: NOON,
    notAfter: later(NOON, hours(24)),
    statementDigest: aDigest('0'),
    stagingReportDigest: aDigest('0'),
    rollbackPlanDigest: aDigest('0'),
    policyDigest: aDigest('0'),
    bundle: {},
    ...changes,
  }) as VerifiedApproval;

/** A signed act on the production environment of the unit of all test stories. */
export const aVerifiedAct = (act: EnvironmentAct, at: Instant, changes: Partial<VerifiedAct> = {}): VerifiedAct =>
  ({
    ...{ act, unit: 'checkout', environment: 'production', contextDigest: aDigest('0') },
    ...{ approver: 'person:ada', groups: [], kind: 'ed25519', assurance: 'A1', credentialId: 'key-1' },
    ...{ reason: 'all is well', nonce: 'n-1', issuedAt: at, notAfter: later(at, hours(1)) },
    ...{ statementDigest: aDigest('0'), bundle: {} },
    ...changes,
  }) as VerifiedAct;

/** A signed *proceed* to `ambiguous-metrics`. */
export const aSignedProceed = (
  deploymentId: string,
  planDigest: string,
  changes: Partial<VerifiedApproval> = {},
): VerifiedApproval =>
  aVerifiedApproval(deploymentId, planDigest, {
    checkpoint: 'ambiguous-metrics',
    decision: 'proceed',
    reason: 'it is noise',
    ...changes,
  });

/** A signed root cause after a rollback. */
export const aSignedRootCause = (
  deploymentId: string,
  planDigest: string,
  changes: Partial<VerifiedApproval> = {},
): VerifiedApproval =>
  aVerifiedApproval(deploymentId, planDigest, {
    checkpoint: 'after-rollback',
    decision: 'resolve',
    reason: 'a default was wrong',
    ...changes,
  });
