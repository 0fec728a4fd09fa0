import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../../api/problem.ts';
import { createApproverKey } from '../../approval/approver-key.ts';
import { requestEnrolment } from '../../approval/enrolment.ts';
import { generatePassphrase } from '../../approval/word-code.ts';
import { isRefusal, type Refusal } from '../../core/kernel/refusal.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { keyFolder } from '../key-file.ts';
import type { Outcome } from '../outcome.ts';
import { confirmNewPassphrase } from '../terminal/passphrase.ts';

/** Makes an approver key, sealed by a passphrase that only the terminal ever sees, and enrols it. */
export async function addApprover(
  doing: Doing,
  {
    name,
    key: isKey,
    group: groups,
  }: { readonly name: string; readonly key: boolean; readonly group: readonly string[] },
): Promise<Outcome> {
  for (const word of [name, ...groups]) requireName(word);
  if (!isKey) throw passkeyNotBuilt(name);
  const plane = await doing.plane();
  const { controlPlaneId } = await plane.about();
  const passphrase = granted(await confirmNewPassphrase(generatePassphrase()));
  const folder = keyFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${name}-${controlPlaneId.slice(3, 11)}.key`);
  const key = granted(await createApproverKey(file, `person:${name}`, passphrase));
  const enrolment = requestEnrolment(key, {
    controlPlaneId,
    groups: groups.map((group) => `group:${group}`),
    environments: null,
  });
  const about = await plane.enrol(enrolment).catch(async (error: unknown) => {
    // A key that nobody trusts is no use, and would stand in the way of the next one.
    await rm(file, { force: true });
    throw error;
  });
  const text = `enrolled person:${name} with key ${key.keyId}\nkey file: ${file}\nThis machine cannot stop a hostile program running as you: the approval level is A1.`;
  return { exit: EXIT.good, text, data: { person: key.person, keyId: key.keyId, file, approvers: about.approvers } };
}

function requireName(name: string): void {
  if (/^[a-z0-9][a-z0-9._@+-]{0,62}$/.test(name)) return;
  const remedy = 'Use small letters, digits, dots and dashes, as in: --name owner';
  throw new ProblemError('usage', [{ code: 'name-malformed', message: `${JSON.stringify(name)} is no name`, remedy }]);
}

const passkeyNotBuilt = (name: string): ProblemError =>
  new ProblemError('usage', [
    {
      code: 'not-built-yet',
      message: 'Passkeys are not built yet: an approver signs with a key',
      remedy: `plimsoll approver add --key --name ${name}`,
    },
  ]);

/** Who is enrolled. */
export async function listApprovers(doing: Doing): Promise<Outcome> {
  const { approvers } = await (await doing.plane()).about();
  const lines = approvers.map((one) => `${one.person}  ${one.keyId}  ${one.active ? 'active' : 'revoked'}`);
  const text =
    lines.length === 0
      ? 'Nobody is enrolled: production is locked. Enrol: plimsoll approver add --key --name NAME'
      : lines.join('\n');
  return { exit: EXIT.good, text, data: { approvers } };
}

function granted<T>(answer: T | Refusal): T {
  if (!isRefusal(answer)) return answer as T;
  const { code, message, remedy } = answer;
  throw new ProblemError('not-allowed', [{ code, message, remedy }]);
}
