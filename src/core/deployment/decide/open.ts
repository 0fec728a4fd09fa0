import { refuse } from '../../kernel/refusal.ts';
import { refuseToPlan } from '../../plan/problems.ts';
import type { Command } from '../command.ts';
import { accept, type Decision, type World } from '../decision.ts';

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
  const problem = refuseToPlan(opening, calendar, canBeApproved, at);
  return problem ?? accept([{ type: 'DeploymentOpened', opening, calendar, at }]);
}
