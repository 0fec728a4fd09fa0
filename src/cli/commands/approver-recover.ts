import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { required } from '../required.ts';
import { readConfirmation } from '../terminal/passphrase.ts';

/**
 * When every key is lost: forgets the whole trust list, offline and on the record. The control plane gets a new name, everything
 * that was approved and not used is void, and production is locked until somebody is enrolled again.
 */
export async function recoverTrust(doing: Doing, options: { readonly reason?: string }): Promise<Outcome> {
  const reason = required('reason', options.reason);
  if ((await doing.runningPlane()) !== undefined) {
    throw new ProblemError('refused', [
      {
        code: 'control-plane-running',
        message: 'The trust list is reset while no control plane runs here',
        remedy: 'Stop it first: plimsoll down',
      },
    ]);
  }
  const { resetTrust, trustOn } = await import('../../compose.ts');
  const { dataDir, noInput } = doing.invocation;
  const { controlPlaneId, persons } = await trustOn(dataDir);
  doing.say(
    [
      `THIS FORGETS WHO MAY APPROVE HERE: ${persons.length === 0 ? 'nobody' : persons.join(', ')}.`,
      'Approvals that were given and not used yet are void, production is locked, and the control plane gets a new name.',
      'It stands in the record for good. What serves your users keeps serving; rollback works.',
    ].join('\n'),
  );
  if (noInput) {
    const message = 'A reset of the trust list is asked for at a terminal, by a person';
    const remedy = 'At a terminal: plimsoll approver recover --reason TEXT';
    return { exit: EXIT.notAllowed, text: '', data: {}, errors: [{ code: 'no-terminal', message, remedy }] };
  }
  const refused = await readConfirmation(`Type ${controlPlaneId} to go on: `, controlPlaneId);
  if (refused !== null) throw new ProblemError('not-allowed', [refused]);
  const after = await resetTrust(dataDir, reason);
  const text = `the trust list of ${controlPlaneId} was reset; this control plane is now ${after}\nproduction is locked until somebody is enrolled`;
  const next = [{ command: 'plimsoll approver add --key --name NAME', why: 'enrol the first approver again' }];
  return { exit: EXIT.good, text, data: { previous: controlPlaneId, controlPlaneId: after }, next };
}
