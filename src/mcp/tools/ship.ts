import { z } from 'zod';
import type { OpenRequest } from '../../api/control-plane.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { ToolName } from '../../core/authorisation/tool-table.ts';
import { label, line } from '../clean.ts';
import type { Desk } from '../desk.ts';
import { byPerson, byTool, nextWith } from '../next.ts';
import { BriefShape, DeploymentId, Ending, Name, Reason } from '../shapes.ts';
import { eventsLink, reportLink, sentenceOf, summaryOf } from '../summary.ts';
import { type Answer, ASKS, ENDS, tool } from '../tool.ts';

const Given = z.object({ deployment: BriefShape, ...Ending });

const answerWith = (view: DeploymentView): Answer => ({
  text: sentenceOf(view),
  value: { deployment: summaryOf(view), next: nextWith(view) },
  links: [eventsLink(view.id)],
});

/** Begins what was planned. */
export const startDeployment = tool({
  name: 'start_deployment',
  title: 'Start a deployment',
  what: 'Begins what was planned, by the digest of its plan: packages, stages, validates, rehearses the way back, then waits for a person. Nothing reaches production without that person. The same key, or the same intent under way, begins nothing new.',
  hints: { ...ASKS, ends: true },
  takes: z.strictObject({
    plan_digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
    idempotency_key: z.string().min(1).max(100),
    reason: Reason,
    ticket: z.string().max(200).optional(),
    unit: Name.optional().describe('this and the next two: only for a plan of another connection'),
    environment: Name.optional(),
    commit: z.string().min(1).max(200).optional(),
  }),
  gives: Given,
  async run(desk, given) {
    const plane = await desk.plane();
    const id = await desk.memory.once(given.idempotency_key, given.plan_digest, async () => {
      const { reason, ticket } = given;
      const asked = { ...(await requestFor(desk, given)), reason, ...(ticket === undefined ? {} : { ticket }) };
      return (await plane.open(asked)).view.id;
    });
    return answerWith(await plane.get(id));
  },
});

interface Named {
  readonly plan_digest: string;
  readonly unit?: string | undefined;
  readonly environment?: string | undefined;
  readonly commit?: string | undefined;
}

async function requestFor(desk: Desk, { plan_digest: digest, ...named }: Named): Promise<OpenRequest> {
  const kept = desk.memory.plan(digest);
  if (kept !== undefined) return { ...kept.request, plan: { kind: 'file', text: kept.file } };
  const config = await desk.around.configOf(named.unit);
  const place = { config, environment: named.environment ?? 'production', reference: named.commit ?? 'HEAD' };
  return { ...place, dirty: false, reason: '', plan: { kind: 'digest', digest } };
}

/** Where a person approves, with what the agent wants them to know. It answers nothing. */
export const requestApproval = tool({
  name: 'request_approval',
  title: 'Say where to approve',
  what: 'For a deployment that waits for approval: the page and the command for the person who decides, who may, and until when; a statement is put on the sheet as your words, never as evidence. Hand these to that person; no tool and no agent can approve.',
  hints: ASKS,
  takes: z.strictObject({
    deployment_id: DeploymentId,
    statement: z.string().min(1).max(2_000).optional().describe('what the person should know'),
  }),
  gives: z.object({
    page: z.string(),
    command: z.string(),
    plan_digest: z.string().nullable(),
    approvers: z.array(z.string()),
    enrolled: z.array(z.string()),
    until: z.string().nullable(),
    deployment: BriefShape,
    ...Ending,
  }),
  async run(desk, { deployment_id: id, statement }) {
    const plane = await desk.plane();
    // The sheet is refused, with a remedy, for a deployment that does not wait for it.
    const [view, sheet, { page }] = await Promise.all([
      plane.get(id),
      plane.sheet(id, 'production-promotion'),
      plane.about(),
    ]);
    if (statement !== undefined)
      await plane.argue(id, { kind: 'statement', form: 'markdown', text: statement, digest: null });
    const value = {
      ...{ page: `${page}/d/${id}/approve`, command: `plimsoll approve ${id}`, plan_digest: view.planDigest },
      approvers: (view.waiting?.who ?? []).map(label),
      enrolled: (sheet.beside?.mayApprove ?? []).map((one) => line(one, 80)),
      ...{ until: view.waiting?.until ?? null, deployment: summaryOf(view) },
      next: [
        byPerson(`plimsoll approve ${id}`, 'a person reads the sheet and signs it'),
        byTool('wait_for_change', 'for the answer'),
        byTool('abort_deployment', 'take the question back'),
      ],
    };
    return {
      text: `${id} waits for ${value.approvers.join(', ')}: ${value.page}`,
      value,
      links: [reportLink(id, 'plan')],
    };
  },
});

const asking = (name: ToolName, kind: 'hold' | 'abort' | 'rollback', words: readonly [title: string, what: string]) =>
  tool({
    ...{ name, title: words[0], what: words[1], hints: kind === 'hold' ? ASKS : ENDS },
    takes: z.strictObject({ deployment_id: DeploymentId, reason: Reason }),
    gives: Given,
    async run(desk, { deployment_id: id, reason }) {
      const plane = await desk.plane();
      await desk.refuseOthers(name, id);
      return answerWith(await plane.ask(id, { kind, reason }));
    },
  });

/** Keeps the weight where it is. */
export const holdDeployment = asking('hold_deployment', 'hold', [
  'Hold a deployment',
  'Keeps a deployment in production at its weight; what takes it back by itself stays armed.',
]);

/** Ends a deployment before production. */
export const abortDeployment = asking('abort_deployment', 'abort', [
  'Abort a deployment',
  'Ends a deployment before production. Without the set operate only one that you began.',
]);

/** Sends traffic back to stable. */
export const rollbackDeployment = asking('rollback_deployment', 'rollback', [
  'Roll a deployment back',
  'Sends all traffic back to the recorded stable release, also in a blackout window, without approval and without spending a budget. Without the set operate only of a deployment that you began.',
]);
