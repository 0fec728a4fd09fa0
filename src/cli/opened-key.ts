import { ProblemError } from '../api/problem.ts';
import { describeApproverKey, openApproverKey } from '../approval/approver-key.ts';
import type { SigningKey } from '../approval/signing-key.ts';
import { isRefusal, type Refusal } from '../core/kernel/refusal.ts';
import { approverKeyFile } from './key-file.ts';
import { readConfirmation, readPassphrase } from './terminal/passphrase.ts';

/**
 * Opens a person's approver key at the terminal. Whatever lets something go on in an environment asks for that environment's name
 * first: nobody signs for production who meant staging. `named` is the key file, where one was given.
 */
export async function openedKey(named: string | undefined, goesOnIn: string | null): Promise<SigningKey> {
  const file = await approverKeyFile(named);
  const { person } = granted(await describeApproverKey(file));
  const refused = goesOnIn === null ? null : await readConfirmation(`Type ${goesOnIn} to go on: `, goesOnIn);
  if (refused !== null) throw asked(refused);
  const passphrase = granted(await readPassphrase(`Passphrase of ${person}: `));
  return granted(await openApproverKey(file, passphrase));
}

/** The value, or its refusal as what a person may not do. */
export function granted<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw asked(answer);
  return answer as T;
}

const asked = ({ code, message, remedy }: Refusal): ProblemError =>
  new ProblemError('not-allowed', [{ code, message, remedy }]);
