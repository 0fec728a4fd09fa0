import { z } from 'zod';
import type { DeploymentView } from '../api/view.ts';
import type { ToolName } from '../core/authorisation/tool-table.ts';

/** What may be done next, by whom, and why. In short, for every tool repeats it. */
export const NextShape = z.array(z.looseObject({ why: z.string() })).describe('tool, or what a person types');

/** One act worth doing next: by a tool, or by what a person types. */
export interface NextAct {
  readonly tool: string | null;
  readonly person: string | null;
  readonly why: string;
  readonly [more: string]: unknown;
}

/** By a tool of this server. */
export const byTool = (tool: ToolName, why: string): NextAct => ({ tool, person: null, why });
/** By a person, and by no agent. */
export const byPerson = (person: string, why: string): NextAct => ({ tool: null, person, why });

/** What may be done with a deployment as it stands: first what it waits for, then what is always open. */
export function nextWith(view: DeploymentView): NextAct[] {
  const open = view.over || view.phase === 'rolled-back' ? [] : [byTool('wait_for_change', 'see what happens next')];
  return [...first(view), ...open, ...safe(view)];
}

function first({ id, phase, waiting }: DeploymentView): NextAct[] {
  switch (phase) {
    case 'awaiting-approval':
      return [
        byTool('request_approval', 'the page and the command for the person who must approve'),
        byPerson(`plimsoll approve ${id}`, 'only a person approves production, with a key or passkey'),
      ];
    case 'packaging-failed':
    case 'staging-failed':
      return [
        byTool('get_deployment', 'section logs shows what failed'),
        byTool('plan_deployment', 'once it is mended and committed'),
      ];
    case 'rolled-back':
      return [
        byTool('get_report', 'kind incident: what happened, with its numbers'),
        byPerson(`plimsoll decide ${id} close --root-cause TEXT`, 'an approver signs the root cause, which frees it'),
      ];
    case 'completed':
      return [byTool('get_report', 'kind post: the post-deployment report')];
    case 'expired':
    case 'aborted':
    case 'rejected':
    case 'superseded':
    case 'closed':
      return [byTool('plan_deployment', 'ship another commit')];
    default:
      return waiting?.for === 'ambiguous-metrics'
        ? [
            byPerson(
              `plimsoll decide ${id}`,
              'the metrics are ambiguous: a person decides, else it goes back by itself',
            ),
          ]
        : [];
  }
}

const SAFE = [
  ['hold', 'hold_deployment', 'keep the weight where it is'],
  ['abort', 'abort_deployment', 'end it before production'],
  ['rollback', 'rollback_deployment', 'send all traffic back to stable'],
] as const;

const safe = ({ allowed }: DeploymentView): NextAct[] =>
  SAFE.flatMap(([request, tool, why]) =>
    allowed.some((one) => one.request === request && one.allowed) ? [byTool(tool, why)] : [],
  );
