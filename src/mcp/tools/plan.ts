import { z } from 'zod';
import type { OpenRequest } from '../../api/control-plane.ts';
import type { PlanView } from '../../api/planning.ts';
import { foreign, label, labelOrNull, line } from '../clean.ts';
import { byTool } from '../next.ts';
import { Ending, Name } from '../shapes.ts';
import { ASKS, tool } from '../tool.ts';

const PlanShape = z.object({
  plan_digest: z.string().nullable().describe('give it to start_deployment'),
  unit: z.string(),
  environment: z.string(),
  version: z.string(),
  commit: z.string(),
  replaces: z.string().nullable(),
  changes: z.boolean(),
  strategy: z.string(),
  stages: z.array(z.object({ weight_percent: z.number(), minutes: z.number() })),
  bake_until: z.string(),
  triggers: z.array(z.string()),
  approvers: z.array(z.string()),
  approvals_needed: z.number(),
  may_approve: z.array(z.string()).describe('of those who are enrolled'),
  not_tested: z.array(z.string()),
  rollback_to: z.string().nullable().describe('null: a first release is taken out of service'),
  rollback_target_seconds: z.number(),
  window_conflict: z.string().nullable(),
  window_next_free: z.string().nullable(),
  power: z.string().describe('whether its gates can be proven at today’s traffic'),
  config_changes: z.number(),
  policy_changes: z.number(),
});

/** What a deployment would do. */
export const planDeployment = tool({
  name: 'plan_deployment',
  title: 'Plan a deployment',
  what: 'What a deployment would do, from packaging to the bake. Builds and stores the artifacts, so that the plan is known to the byte, and changes no environment.',
  hints: ASKS,
  takes: z.strictObject({
    unit: Name.optional(),
    environment: Name.default('production'),
    commit: z.string().min(1).max(200).default('HEAD').describe('a commit, tag or branch'),
    package: z.boolean().default(true).describe('false only looks, and gives no digest'),
  }),
  gives: z.object({
    plan: PlanShape,
    untrusted_commits: z.array(z.string()),
    untrusted_in_the_way: z.array(z.string()),
    ...Ending,
  }),
  async run(desk, given) {
    const config = await desk.around.configOf(given.unit);
    const request: OpenRequest = {
      ...{ config, environment: given.environment, reference: given.commit, dirty: false, reason: '' },
    };
    const view = await (await desk.plane()).plan({ ...request, package: given.package });
    const { sealed } = view;
    if (sealed !== null) desk.memory.keepPlan(sealed.planDigest, { request, file: sealed.file });
    const plan = planOf(view);
    const next =
      sealed === null
        ? [byTool('plan_deployment', 'with package: true, for a digest to start')]
        : [byTool('start_deployment', 'package, stage, validate, rehearse, then wait for a person')];
    const value = {
      ...{ plan, untrusted_commits: view.commits.slice(0, 20).map(commitLine) },
      ...{ untrusted_in_the_way: view.inTheWay.map((one) => foreign(one, 200)), next },
    };
    const links = sealed === null ? [] : [planLink(sealed.planDigest)];
    return { text: `${plan.unit} ${plan.version} to ${plan.environment}: ${plan.strategy}`, value, links };
  },
});

const planLink = (digest: string) => ({
  ...{ uri: `plimsoll://plans/${digest}`, name: `plan ${digest.slice(0, 15)}`, mimeType: 'application/json' },
});

const commitLine = ({ commit, author, subject }: PlanView['commits'][number]): string =>
  foreign(`${commit.slice(0, 12)} ${author}: ${subject}`, 160);

const planOf = (view: PlanView): z.output<typeof PlanShape> => ({
  plan_digest: view.sealed?.planDigest ?? null,
  ...{ unit: label(view.unit), environment: label(view.environment), version: label(view.version) },
  ...{ commit: view.commit.slice(0, 12), replaces: labelOrNull(view.replaces?.version ?? null), changes: view.changes },
  strategy: line(view.strategyText),
  stages: view.stages.map(({ weight, from, to }) => ({ weight_percent: weight / 10, minutes: (to - from) / 60_000 })),
  bake_until: view.bakeUntil,
  triggers: view.triggers.map((one) => line(one, 160)),
  ...{
    approvers: view.approvers.map(label),
    approvals_needed: view.count,
    may_approve: view.mayApprove.map((one) => line(one, 80)),
  },
  not_tested: [...view.notTested],
  rollback_to: labelOrNull(view.rollbackTarget.version),
  rollback_target_seconds: view.rollbackTarget.targetSeconds,
  window_conflict: labelOrNull(view.forecast.conflict?.name ?? (view.forecast.unknown === null ? null : 'unknown')),
  window_next_free: view.forecast.nextFree,
  power: powerOf(view),
  config_changes: view.configChanges.length,
  policy_changes: view.policy.changes.length,
});

function powerOf({ power }: PlanView): string {
  if (power.kind === 'unknown') return `unknown: ${line(power.why)}`;
  const short = power.stages.flatMap(({ name, gates }) =>
    gates.filter(({ state }) => state === 'too-few').map(({ gate }) => `${name}: ${gate}`),
  );
  return short.length === 0 ? 'enough' : line(`too few requests for ${short.join('; ')}`);
}
