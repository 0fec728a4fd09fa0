import { type Form, formFault } from '../kernel/form.ts';
import type { Release } from '../unit/release.ts';
import type { DeploymentEvent } from './event.ts';
import type { Opening } from './opening.ts';

type FormOf<Type extends DeploymentEvent['type']> = Form<Omit<Extract<DeploymentEvent, { type: Type }>, 'type' | 'at'>>;

// What each event has always had. A field that came later is not here: old records lack it, and stay readable.
const FORMS: { readonly [Type in DeploymentEvent['type']]: FormOf<Type> } = {
  DeploymentOpened: { opening: 'object', calendar: 'object' },
  RestorationOpened: {
    ...{ opening: 'object', calendar: 'object', plan: 'object', planDigest: 'text', release: 'object' },
    ...{ rollbackRelease: 'object', evidence: 'object', certificate: 'object', approvals: 'list', cause: 'object' },
  },
  ArtifactsBuilt: { release: 'object' },
  PlanSealed: { plan: 'object', planDigest: 'text', rollbackRelease: 'object or null' },
  DeploymentQueued: { for: 'text' },
  StagingStarted: {},
  ReleasePlaced: { took: 'number' },
  CheckPassed: { result: 'object' },
  StagingReady: {},
  StagingValidated: { evidence: 'object' },
  RehearsalMoved: { leg: 'text', took: 'number' },
  RehearsalSmokePassed: { leg: 'text', result: 'object' },
  RehearsalPassed: { certificate: 'object' },
  ApprovalRequested: { deadline: 'number' },
  ApprovalGranted: { approval: 'object' },
  PromotionApproved: {},
  PromotionWaits: { for: 'text', note: 'text' },
  PreflightDue: {},
  ApprovalsVoided: { why: 'text', deadline: 'number' },
  DeploymentReturned: { why: 'text' },
  DeploymentStopped: {
    ending: 'text',
    problem: 'text',
    by: 'object',
    result: 'object or null',
    approval: 'object or null',
  },
  PreflightFailed: { findings: 'list', retryAt: 'number' },
  FixForwardGranted: { approval: 'object' },
  PromotionStarted: { findings: 'list', traffic: 'object', health: 'object' },
  CandidatePrepared: { instances: 'number' },
  CandidateSmoked: { result: 'object' },
  TrafficShifted: { traffic: 'object' },
  StableReduced: { to: 'number', traffic: 'object' },
  VerdictRecorded: { verdict: 'object' },
  StageAdvanced: { to: 'number', approval: 'object or null' },
  HealthChanged: { health: 'object' },
  HoldPlaced: { hold: 'object' },
  HoldLifted: { reason: 'text', by: 'object', note: 'text' },
  ClockJumped: { by: 'number', cause: 'text' },
  CheckpointOpened: { verdict: 'object', deadline: 'number' },
  CheckpointAnswered: { answer: 'text', by: 'object', reason: 'text' },
  GlassBroken: { phase: 'text', stageIndex: 'number', signatures: 'list', effectiveAt: 'number' },
  ProductionDeployed: {},
  BakeSmokePassed: { result: 'object' },
  SettlingStarted: {},
  DeploymentCompleted: {},
  RollbackStarted: { cause: 'object' },
  TrafficReturned: { traffic: 'object' },
  StableRestored: {},
  StableVerified: { findings: 'list' },
  RollbackStepFailed: { problem: 'text', retryAt: 'number', failures: 'number' },
  RolledBack: { cause: 'object', trafficBackAt: 'number', verifiedAt: 'number', remindAt: 'number' },
  ReminderDue: { remindAt: 'number' },
  DeploymentClosed: { rootCause: 'text', approval: 'object' },
  EffectFailed: { effect: 'text', problem: 'text', retryAt: 'number' },
  CalendarRunsOut: {},
  CalendarRead: { calendar: 'object' },
};

const OPENING: Form<Opening> = {
  id: 'text',
  intent: 'object',
  spec: 'object',
  environment: 'text',
  staging: 'text',
  requester: 'object',
  authors: 'list',
  reason: 'text',
  openedAt: 'number',
};
const RELEASE: Form<Release> = {
  id: 'text',
  unit: 'text',
  version: 'text',
  commit: 'text',
  dirty: 'flag',
  artifacts: 'list',
  configs: 'object',
  tag: 'text',
};
/** What every look at a deployment stands on: checked inside too, so that a damaged one is set aside before anybody looks. */
const INSIDE: Readonly<Record<string, Readonly<Record<string, string>>>> = { opening: OPENING, release: RELEASE };

/** Why a recorded body is not that of a deployment's event; null where it has the form that such an event always had. */
export function deploymentEventFault(type: string, body: unknown): string | null {
  if (!isKnown(type)) return null;
  const form: Readonly<Record<string, string>> = { at: 'number', ...FORMS[type] };
  const fault = formFault(body, form);
  if (fault !== null) return fault;
  for (const [field, inside] of Object.entries(INSIDE)) {
    if (!Object.hasOwn(form, field)) continue;
    const deeper = formFault((body as Readonly<Record<string, unknown>>)[field], inside);
    if (deeper !== null) return `of its ${field}, ${deeper}`;
  }
  return null;
}

const isKnown = (type: string): type is DeploymentEvent['type'] => Object.hasOwn(FORMS, type);
