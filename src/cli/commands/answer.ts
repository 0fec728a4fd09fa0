import { readFile } from 'node:fs/promises';
import type { About, ControlPlane } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import { questionDigests } from '../../approval/question.ts';
import type { ApprovalRequest } from '../../approval/request.ts';
import { signAnswer } from '../../approval/sign.ts';
import type { Checkpoint, VerifiedApproval } from '../../core/guard/verified-approval.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { granted, openedKey } from '../opened-key.ts';
import { nextFor, type Outcome } from '../outcome.ts';
import { refusedAt } from '../refused-at.ts';
import { sheetOf, sheetText } from '../render/sheet.ts';
import { statusText } from '../render/status.ts';
import { answerOnPage, answerPage, answersOnPage } from './passkey-page.ts';

/** A person's answer to a checkpoint, before it is signed. */
export interface PersonalAnswer {
  readonly checkpoint: Checkpoint;
  readonly decision: VerifiedApproval['decision'];
  readonly reason: string;
  /** Compare-and-set: the digest of the plan that was looked at elsewhere. */
  readonly planDigest: string | undefined;
  readonly key: string | undefined;
}

/** Shows the sheet, asks at the terminal, signs with an approver key, and hands the signature in. */
export async function answerSigned(doing: Doing, id: string, answer: PersonalAnswer): Promise<Outcome> {
  const plane = await doing.plane();
  try {
    return await asking(doing, plane, id, answer);
  } catch (error) {
    return refusedAt(plane, id, error);
  }
}

async function asking(doing: Doing, plane: ControlPlane, id: string, answer: PersonalAnswer): Promise<Outcome> {
  const request = await plane.sheet(id, answer.checkpoint);
  const shown = questionDigests(request.question).planDigest;
  if (answer.planDigest !== undefined && answer.planDigest !== shown) {
    throw new ProblemError('refused', [
      {
        code: 'approval-for-another-plan',
        message: `The plan is ${shown}, not ${answer.planDigest}`,
        remedy: `Look at it: plimsoll approve ${id}`,
      },
    ]);
  }
  const about = await plane.about();
  const { view: before, sheet, seen } = await read(doing, plane, id, request, about);
  doing.say(sheetText(sheet, seen));
  if (doing.invocation.noInput) {
    const view = before;
    const errors = [
      {
        code: 'no-terminal',
        message: 'An answer is signed at a terminal, by a person',
        remedy: `At a terminal: ${commandFor(id, answer)}; in a browser: ${answerPage(about.page, id)}`,
      },
    ];
    return { exit: EXIT.notAllowed, text: '', data: { ...request, sheet }, view, errors, next: nextFor(view) };
  }
  if (answersOnPage(about, answer.key)) return answerOnPage(plane, before);
  await sign(plane, id, answer, request);
  const view = await plane.get(id);
  return { exit: EXIT.good, text: statusText(view, doing.invocation.zone), data: view, view, next: nextFor(view) };
}

/** The sheet as it stands at this moment. */
async function read(doing: Doing, plane: ControlPlane, id: string, request: ApprovalRequest, about: About) {
  const view = await plane.get(id);
  const { at: now, reason, outlook } = view;
  const seen = {
    now,
    zone: doing.invocation.zone,
    reason,
    nextWindow: outlook?.nextWindow ?? null,
    page: answerPage(about.page, id),
    isIsolated: about.isolation !== null,
  };
  return { view, seen, sheet: sheetOf(request, seen) };
}

async function sign(plane: ControlPlane, id: string, answer: PersonalAnswer, request: ApprovalRequest): Promise<void> {
  const key = await openedKey(answer.key, GOES_ON.includes(answer.decision) ? request.question.environment : null);
  const { checkpoint, decision, reason } = answer;
  const challenge = await plane.challenge(id, {
    checkpoint,
    decision,
    reason,
    approver: key.person,
    credentialId: key.keyId,
  });
  const bundle = granted(signAnswer(request, { decision, reason }, challenge.statement, key));
  await plane.answer(id, bundle);
}

/** Answers after which traffic goes on to what is new. */
const GOES_ON: readonly PersonalAnswer['decision'][] = ['approve', 'proceed', 'fix-forward'];

/** The command that gives this answer, as a person types it. */
function commandFor(id: string, { decision, reason }: PersonalAnswer): string {
  const text = JSON.stringify(reason);
  switch (decision) {
    case 'approve':
      return `plimsoll approve ${id}`;
    case 'reject':
      return `plimsoll reject ${id} --reason ${text}`;
    case 'resolve':
      return `plimsoll decide ${id} close --root-cause ${text}`;
    default:
      return `plimsoll decide ${id} ${decision} --reason ${text}`;
  }
}

/** A text from the command line, or from the file behind an @. */
export async function textOrFile(text: string): Promise<string> {
  if (!text.startsWith('@')) return text;
  const file = text.slice(1);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    const message = `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new ProblemError('usage', [
      { code: 'file-unreadable', message, remedy: 'Name a file that is there, or write the text itself', path: file },
    ]);
  }
}
