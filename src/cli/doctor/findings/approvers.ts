import type { About } from '../../../api/control-plane.ts';
import type { EnvironmentSpec } from '../../../core/unit/environment.ts';
import type { CheckpointPolicy, UnitSpec } from '../../../core/unit/unit.ts';
import { type Finding, fail, ok } from './finding.ts';

/** Whether enough of those who are enrolled may answer each checkpoint of each environment that is promoted to. */
export function approverFindings(spec: UnitSpec, about: Pick<About, 'approvers' | 'demoApprover'>): readonly Finding[] {
  return Object.values(spec.environments)
    .filter(({ requires }) => requires !== null)
    .map((environment) => environmentFinding(environment, spec, about));
}

function environmentFinding(
  environment: EnvironmentSpec,
  { checkpoints }: UnitSpec,
  about: Pick<About, 'approvers' | 'demoApprover'>,
): Finding {
  const name = `approvers ${environment.name}`;
  if (environment.demo && about.demoApprover) return ok(name, 'DEMO: the demo approver answers');
  const policies = [
    ['production_promotion', checkpoints.productionPromotion],
    ['ambiguous_metrics', checkpoints.ambiguousMetrics],
    ['after_rollback', checkpoints.afterRollback],
  ] as const;
  for (const [checkpoint, policy] of policies) {
    const found = whoMayAnswer(policy, environment.name, about).length;
    if (found >= policy.count) continue;
    const detail = `${checkpoint} needs ${policy.count} of ${policy.approvers.join(', ')}; enrolled: ${found}`;
    return fail(name, detail, enrolCommand(policy));
  }
  return ok(name, whoMayAnswer(checkpoints.productionPromotion, environment.name, about).join(', '));
}

/** The persons with an active key for this environment whom the policy names, themselves or by a group. */
function whoMayAnswer(
  { approvers }: CheckpointPolicy,
  environment: string,
  about: Pick<About, 'approvers'>,
): readonly string[] {
  const may = about.approvers.filter(
    (one) =>
      one.active &&
      (one.environments === null || one.environments.includes(environment)) &&
      [one.person, ...one.groups].some((who) => approvers.includes(who)),
  );
  return [...new Set(may.map(({ person }) => person))];
}

function enrolCommand({ approvers }: CheckpointPolicy): string {
  const person = approvers.find((one) => one.startsWith('person:'))?.slice('person:'.length);
  if (person !== undefined) return `plimsoll approver add --key --name ${person}`;
  const group = approvers.find((one) => one.startsWith('group:'))?.slice('group:'.length) ?? 'GROUP';
  return `plimsoll approver add --key --name NAME --group ${group}`;
}
