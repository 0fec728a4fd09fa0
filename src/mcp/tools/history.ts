import { z } from 'zod';
import type { HistoryRequest } from '../../api/history.ts';
import { foreignOrNull, label, labelOrNull } from '../clean.ts';
import { byTool } from '../next.ts';
import { DeploymentId, Ending, Name } from '../shapes.ts';
import { READS, tool } from '../tool.ts';

const RowShape = z.object({
  deployment_id: z.string(),
  unit: z.string(),
  environment: z.string(),
  version: z.string().nullable(),
  commit: z.string(),
  phase: z.string(),
  signal: z.string().nullable(),
  requester: z.string(),
  opened_at: z.string(),
  ended_at: z.string().nullable(),
  untrusted_problem: z.string().nullable(),
});

/** The deployments that were. */
export const listHistory = tool({
  name: 'list_history',
  title: 'List deployments',
  what: 'The deployments that were and are, newest first, a page at a time.',
  hints: READS,
  takes: z.strictObject({
    unit: Name.optional(),
    environment: Name.optional(),
    phase: z.string().max(40).optional(),
    requester: z.string().max(200).optional().describe('such as agent:builder'),
    limit: z.int().min(1).max(50).default(10),
    cursor: z.string().max(200).optional(),
  }),
  gives: z.object({ deployments: z.array(RowShape), cursor: z.string().nullable(), ...Ending }),
  async run(desk, { unit, environment, phase, requester, limit, cursor }) {
    const found = await (await desk.plane()).history({
      ...{ unit: unit ?? null, environment: environment ?? null, since: null },
      // A phase that there is not is refused by the control plane, which knows them.
      phase: (phase ?? null) as HistoryRequest['phase'],
      ...{ principal: requester ?? null, limit, cursor: cursor ?? null },
    });
    const deployments = found.deployments.map((row) => ({
      ...{ deployment_id: row.id, unit: label(row.unit), environment: label(row.environment) },
      ...{ version: labelOrNull(row.version), commit: row.commit.slice(0, 12), phase: row.phase, signal: row.signal },
      ...{ requester: label(row.requester), opened_at: row.openedAt, ended_at: row.endedAt },
      untrusted_problem: foreignOrNull(row.problem),
    }));
    const next = [byTool('get_deployment', 'one of them'), byTool('plan_deployment', 'see what a deployment would do')];
    return { text: `${deployments.length} deployments`, value: { deployments, cursor: found.cursor, next } };
  },
});

/** Whether the record of a deployment is whole and breaks no rule. */
export const verifyRecord = tool({
  name: 'verify_record',
  title: 'Verify a record',
  what: 'Checks the record of a deployment with public keys alone: chain, signed heads, approvals, and the rules that it claims to keep.',
  hints: READS,
  takes: z.strictObject({ deployment_id: DeploymentId }),
  gives: z.object({ sound: z.boolean(), result: z.string(), untrusted_text: z.string(), ...Ending }),
  async run(desk, { deployment_id: id }) {
    const { kind, text } = await desk.around.verify(id);
    const next = [byTool('get_deployment', 'what the record tells')];
    const value = { sound: kind === 'ok', result: kind, untrusted_text: foreignOrNull(text) ?? '', next };
    return { text: `The record of ${id} is ${kind === 'ok' ? 'sound' : kind}`, value };
  },
});
