import { allowedCommands, type RequestName } from '../../src/core/deployment/allowed-commands.ts';
import type { Command } from '../../src/core/deployment/command.ts';
import type { Deployment } from '../../src/core/deployment/state.ts';

const NAMES: Readonly<Partial<Record<Command['type'], RequestName>>> = {
  GrantApproval: 'approve',
  RejectDeployment: 'reject',
  FixForward: 'decide',
  AnswerAmbiguity: 'decide',
  CloseDeployment: 'close',
  HoldDeployment: 'hold',
  ResumeDeployment: 'resume',
  AbortDeployment: 'abort',
  RollbackDeployment: 'rollback',
};

/** Requests that carry nothing that could be wrong in itself: where the table says yes, the decision must too. */
const PLAIN: readonly RequestName[] = ['hold', 'resume', 'abort', 'rollback'];

/** How the table of what is open disagrees with what was decided; null when it does not. */
export function disagreement(deployment: Deployment, command: Command, isAccepted: boolean): string | null {
  const name = NAMES[command.type];
  // Going back is open to all, also as an answer.
  if (name === undefined || (command.type === 'AnswerAmbiguity' && command.answer === 'rollback')) return null;
  const open = allowedCommands(deployment, command.principal).find((one) => one.request === name);
  if (open === undefined) return `the table of commands does not know ${name}`;
  if (isAccepted && !open.allowed) return `${name} was accepted, but the table says: ${open.why}`;
  return !isAccepted && open.allowed && PLAIN.includes(name)
    ? `${name} was refused, but the table says it is open`
    : null;
}
