import type { ControlPlane } from '../../api/control-plane.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { Checkpoint, VerifiedApproval } from '../../core/guard/verified-approval.ts';
import type { Doing } from '../command.ts';
import { sheetOf, sheetText } from '../render/sheet.ts';
import type { DemoApprover } from './approver.ts';

/** An answer to a checkpoint. To roll back needs no signature. */
export interface Answer {
  readonly decision: VerifiedApproval['decision'] | 'rollback';
  readonly reason: string;
}

/** Answers an open checkpoint as somebody decided who has read its sheet; not any longer where it was answered elsewhere. */
export type Answering = (
  view: DeploymentView,
  checkpoint: Checkpoint,
  planned: Answer,
  elsewhere: AbortSignal,
) => Promise<void>;

/** The sheet of a checkpoint as a person at a terminal reads it. */
export async function sheetFor(
  doing: Doing,
  plane: ControlPlane,
  view: DeploymentView,
  checkpoint: Checkpoint,
): Promise<string> {
  const request = await plane.sheet(view.id, checkpoint);
  const seen = { now: view.at, zone: doing.invocation.zone, reason: view.reason, nextWindow: null };
  return sheetText(sheetOf(request, seen), seen);
}

/** The demo approver answers what the story has it answer; of an ambiguous release it shows what it decides on. */
export const asTheStorySays =
  (doing: Doing, plane: ControlPlane, approver: DemoApprover): Answering =>
  async (view, checkpoint, planned) => {
    if (checkpoint === 'ambiguous-metrics') {
      const sheet = await sheetFor(doing, plane, view, checkpoint);
      doing.line(indented(sheet), { type: 'sheet', checkpoint, text: sheet });
      const text = `  The demo approver (DEMO) reads this and answers ${planned.decision}: ${planned.reason}`;
      doing.line(text, { type: 'story', text });
    }
    await give(plane, approver, view, checkpoint, planned);
  };

/** Hands an answer in: signed with the demo key, but for rolling back, which anybody may at any time. */
export async function give(
  plane: ControlPlane,
  approver: DemoApprover,
  view: DeploymentView,
  checkpoint: Checkpoint,
  { decision, reason }: Answer,
): Promise<void> {
  if (decision === 'rollback') await plane.ask(view.id, { kind: 'rollback-at-checkpoint', reason });
  else await approver.answer(plane, view.id, checkpoint, decision, reason);
}

/** A text a little further to the right, to be told from what happens. */
export const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
