import type { Principal } from '../principal/principal.ts';
import { type Deployment, isInProduction, type Phase } from './state.ts';

/** What people, agents and CI may ask for, by name. */
export type RequestName = 'approve' | 'reject' | 'decide' | 'close' | 'hold' | 'resume' | 'abort' | 'rollback';

const IN_PRODUCTION: readonly Phase[] = ['rolling-out', 'baking', 'rolling-back', 'rollback-failed'];
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
  approve: ['awaiting-approval'],
  reject: ['awaiting-approval'],
  decide: ['rolling-out', 'baking'],
  close: ['rolled-back'],
  hold: IN_PRODUCTION,
  resume: ['rolling-out', 'baking'],
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
  if (
    PEOPLE_ONLY.includes(request) &&
    (principal.kind === 'agent' || principal.kind === 'ci' || principal.kind === 'system')
  ) {
    return 'a person must do this';
  }
  if (!PHASES[request].includes(deployment.phase)) return `not while ${deployment.phase}`;
  if (request === 'decide' && !(isInProduction(deployment) && deployment.checkpoint !== null))
    return 'no question is open';
  if (
    request === 'resume' &&
    !(isInProduction(deployment) && deployment.holds.some((hold) => hold.reason === 'person'))
  ) {
    return 'nobody holds it';
  }
  return '';
}
