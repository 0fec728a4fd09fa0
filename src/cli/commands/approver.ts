import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../../api/problem.ts';
import { createApproverKey } from '../../approval/approver-key.ts';
import { requestEnrolment } from '../../approval/enrolment.ts';
import { personOf } from '../../approval/trust-list.ts';
import { generatePassphrase } from '../../approval/word-code.ts';
import { isRefusal, type Refusal } from '../../core/kernel/refusal.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { keyFolder } from '../key-file.ts';
import type { Outcome } from '../outcome.ts';
import { shortKey } from '../render/key-name.ts';
import { BANNER, trustLines } from '../render/trust.ts';
import { confirmNewPassphrase } from '../terminal/passphrase.ts';
import { enrolOnPage } from './passkey-page.ts';

/** Whom `approver add` enrols, and for what. */
export interface NewApprover {
  readonly name: string;
  readonly key: boolean;
  readonly group: readonly string[];
  readonly only: readonly string[];
  readonly apart: boolean;
}

/** Makes an approver key, sealed by a passphrase that only the terminal ever sees, and enrols it or puts it before the approvers. */
export async function addApprover(doing: Doing, wanted: NewApprover): Promise<Outcome> {
  const { name, key: isKey, only, apart } = wanted;
  for (const word of [name, ...wanted.group, ...only]) requireName(word);
  if (!isKey) return enrolOnPage(doing, wanted);
  const plane = await doing.plane();
  const { controlPlaneId, list } = await plane.trust();
  const passphrase = granted(await confirmNewPassphrase(generatePassphrase()));
  const folder = keyFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = freeFile(folder, `${name}-${controlPlaneId.slice(3, 11)}`);
  const key = granted(await createApproverKey(file, `person:${name}`, passphrase));
  const known = list === null ? undefined : personOf(list, key.person);
  const enrolment = requestEnrolment(key, {
    controlPlaneId,
    // A further key of somebody changes nothing about them.
    groups: wanted.group.length === 0 && known !== undefined ? known.groups : wanted.group.map((one) => `group:${one}`),
    environments: only.length === 0 ? null : [...only],
    ...(apart ? { custody: 'apart-from-agents' as const } : {}),
  });
  const about = await plane.enrol(enrolment).catch(async (error: unknown) => {
    // A key that nobody trusts is no use, and would stand in the way of the next one.
    await rm(file, { force: true });
    throw error;
  });
  const isEnrolled = about.approvers.some(({ keyId, active }) => keyId === key.keyId && active);
  const facts = { person: key.person, keyId: key.keyId, file, enrolled: isEnrolled, fingerprint: about.fingerprint };
  const data = { ...facts, approvers: about.approvers };
  const banner = about.isolation === null ? `\n${BANNER}` : '';
  if (isEnrolled) {
    const text = `enrolled ${key.person} with key ${key.keyId}\nkey file: ${file}\ntrust list: ${about.fingerprint}${banner}`;
    return { exit: EXIT.good, text, data };
  }
  const command = `plimsoll approver sign ${shortKey(key.keyId)}`;
  const text = `the key ${key.keyId} of ${key.person} waits until an approver signs it: ${command}\nkey file: ${file}`;
  return { exit: EXIT.good, text, data, next: [{ command, why: 'an enrolled approver signs it, at a terminal' }] };
}

/** A name that is not taken: a backup key of the same person lies beside the first. */
function freeFile(folder: string, stem: string): string {
  for (let number = 1; ; number += 1) {
    const file = join(folder, number === 1 ? `${stem}.key` : `${stem}-${number}.key`);
    if (!existsSync(file)) return file;
  }
}

function requireName(name: string): void {
  if (/^[a-z0-9][a-z0-9._@+-]{0,62}$/.test(name)) return;
  const remedy = 'Use small letters, digits, dots and dashes, as in: --name owner';
  throw new ProblemError('usage', [{ code: 'name-malformed', message: `${JSON.stringify(name)} is no name`, remedy }]);
}

/** Who is enrolled, what waits for signatures, and the fingerprint of the trust list. */
export async function listApprovers(doing: Doing): Promise<Outcome> {
  const plane = await doing.plane();
  const [trust, { approvers, isolation, demoApprover }] = await Promise.all([plane.trust(), plane.about()]);
  const { fingerprint, proposals } = trust;
  const text = trustLines(trust, isolation !== null).join('\n');
  return { exit: EXIT.good, text, data: { approvers, fingerprint, proposals, isolation, demoApprover } };
}

function granted<T>(answer: T | Refusal): T {
  if (!isRefusal(answer)) return answer as T;
  const { code, message, remedy } = answer;
  throw new ProblemError('not-allowed', [{ code, message, remedy }]);
}
