import { refuseBlockingStep } from '../../guard/blocking-step.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { refuseWeaker } from '../../plan/policy/policy-diff.ts';
import { protectionOf } from '../../plan/policy/protection.ts';
import { refuseToPlan } from '../../plan/problems.ts';
import type { Command } from '../command.ts';
import { accept, type Decision, type World } from '../decision.ts';
import type { Opening } from '../opening.ts';

/** Begins a deployment, when everything it needs is there. Each refusal names its remedy. */
export function openDeployment(command: Extract<Command, { type: 'OpenDeployment' }>, world: World): Decision {
  if (world.deployment !== null) {
    return refuse(
      'deployment-exists',
      `${command.opening.id} was opened before`,
      `Watch it: plimsoll watch ${command.opening.id}`,
    );
  }
  const { opening, calendar, canBeApproved, at } = command;
  const environment = opening.spec.environments[opening.environment];
  const problem =
    refuseToPlan(opening, calendar, canBeApproved, at) ??
    (environment === undefined ? null : refuseBlockingStep(environment, world.production.stable)) ??
    refuseWeakerOf(opening, world);
  return problem ?? accept([{ type: 'DeploymentOpened', opening, calendar, at }]);
}

const refuseWeakerOf = ({ spec, environment }: Opening, { production }: World): Refusal | null =>
  refuseWeaker(production.policy?.protection ?? null, protectionOf(spec, environment));
