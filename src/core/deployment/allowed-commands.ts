import { type Principal, principalText } from '../principal/principal.ts';
import { abortsOnlyOwn, isPersonHere, mayResume } from './decide/people.ts';
import { evidenceHoldOf } from './evidence-hold.ts';
import { isHeldBy } from './hold.ts';
import { type Deployment, isInProduction, type Phase } from './state.ts';

/** What people, agents and CI may ask for, by name. */
export type RequestName = 'approve' | 'reject' | 'decide' | 'close' | 'hold' | 'resume' | 'abort' | 'rollback';

const IN_PRODUCTION: readonly Phase[] = ['rolling-out', 'baking', 'rolling-back', 'rollback-failed'];
const LIVE: readonly Phase[] = ['rolling-out', 'baking'];
const BEFORE_PRODUCTION: readonly Phase[] = [
  'packaging',
  'queued',
  'deploying-to-staging',
  'validating',
  'rehearsing',
  'awaiting-approval',
];

/** In which phases each request makes sense at all. */
const PHASES: Readonly<Record<RequestName, readonly Phase[]>> = {
  approve: ['awaiting-approval', ...LIVE],
  reject: ['awaiting-approval'],
  decide: ['queued', ...LIVE],
  close: ['rolled-back'],
  hold: IN_PRODUCTION,
  resume: LIVE,
  abort: BEFORE_PRODUCTION,
  rollback: IN_PRODUCTION,
};

/** Requests that no agent and no CI job may make. */
const PEOPLE_ONLY: readonly RequestName[] = ['approve', 'reject', 'decide', 'close'];

/** Whether a request is open now, and why not when it is not. */
export interface Allowance {
  readonly request: RequestName;
  readonly allowed: boolean;
  readonly why: string;
}

/** Every request with whether it is allowed for this principal now: one table for CLI, API, page and MCP. */
export function allowedCommands(deployment: Deployment, principal: Principal): readonly Allowance[] {
  return (Object.keys(PHASES) as RequestName[]).map((request) => {
    const why = refusalOf(request, deployment, principal);
    return { request, allowed: why === '', why };
  });
}

function refusalOf(request: RequestName, deployment: Deployment, principal: Principal): string {
  if (PEOPLE_ONLY.includes(request) && !isPersonHere(principal)) return 'a person must do this';
  if (!PHASES[request].includes(deployment.phase)) return `not while ${deployment.phase}`;
  if (request === 'decide' && deployment.phase === 'queued') {
    const isAsked = deployment.for === 'production' && deployment.redSince !== null;
    return isAsked ? '' : 'no question is open';
  }
  if (request === 'abort') return refusalToAbort(deployment, principal);
  return isInProduction(deployment) ? refusalInProduction(request, deployment, principal) : '';
}

function refusalToAbort({ opening }: Deployment, principal: Principal): string {
  const isItsOwn = principalText(principal) === principalText(opening.requester);
  return abortsOnlyOwn(principal) && !isItsOwn ? 'agents and CI jobs abort only their own deployments' : '';
}

function refusalInProduction(
  request: RequestName,
  deployment: Extract<Deployment, { readonly holds: unknown }>,
  principal: Principal,
): string {
  const { phase, holds, checkpoint } = deployment;
  if (request === 'approve') return isHeldBy(holds, 'approval-expired') ? '' : `not while ${phase}`;
  if (request === 'decide') return checkpoint === null ? 'no question is open' : '';
  if (request !== 'resume') return '';
  const held = holds.find((hold) => hold.reason === 'person');
  if (held === undefined) return refusalToLift(deployment, principal);
  return mayResume(principal, held.by) ? '' : 'a person must do this';
}

function refusalToLift(deployment: Extract<Deployment, { readonly holds: unknown }>, principal: Principal): string {
  const isLive = deployment.phase === 'rolling-out' || deployment.phase === 'baking';
  if (!isLive || evidenceHoldOf(deployment) === undefined) return 'nobody holds it';
  return isPersonHere(principal) ? '' : 'a person must do this';
}
