import type { ControlPlane } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Checkpoint } from '../../core/guard/verified-approval.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';
import type { Doing } from '../command.ts';
import { askAtTerminal } from '../terminal/controlling-terminal.ts';
import { type Answer, type Answering, give, indented, sheetFor } from './answering.ts';
import type { DemoApprover } from './approver.ts';

/** The answers to each checkpoint; the last one is given back as its text alone. */
const CHOICES: Readonly<Record<Checkpoint, readonly Answer['decision'][]>> = {
  'production-promotion': ['approve', 'reject'],
  'environment-red': ['fix-forward'],
  'ambiguous-metrics': ['rollback', 'extend', 'hold', 'proceed'],
  'after-rollback': ['resolve'],
};

/** Whoever sits at the terminal answers, in the demo approver's name: Enter alone takes what the story would answer. */
export const atTheTerminal =
  (doing: Doing, plane: ControlPlane, approver: DemoApprover): Answering =>
  async (view, checkpoint, planned, elsewhere) => {
    const sheet = await sheetFor(doing, plane, view, checkpoint);
    doing.line(indented(sheet), { type: 'sheet', checkpoint, text: sheet });
    const { page } = await plane.about();
    const onPage = `  Answer here, or with a passkey on the page: ${page}/d/${view.id}/approve`;
    doing.line(onPage, { type: 'story', text: onPage });
    const ask = async (prompt: string): Promise<string> => line(prompt, elsewhere);
    const decision = await chosen(checkpoint, planned.decision, ask);
    const what = decision === 'resolve' ? 'Root cause' : 'Reason';
    const typed = await ask(`  ${what} [${planned.reason}]: `);
    await give(plane, approver, view, checkpoint, { decision, reason: typed === '' ? planned.reason : typed });
  };

async function chosen(
  checkpoint: Checkpoint,
  planned: Answer['decision'],
  ask: (prompt: string) => Promise<string>,
): Promise<Answer['decision']> {
  const choices = CHOICES[checkpoint];
  if (choices.length === 1) return planned;
  for (;;) {
    const typed = await ask(`  ${choices.join(', ')}? [${planned}]: `);
    const found = typed === '' ? planned : choices.find((choice) => choice === typed);
    if (found !== undefined) return found;
  }
}

async function line(prompt: string, elsewhere: AbortSignal): Promise<string> {
  const typed = await askAtTerminal(prompt, 'shown', elsewhere);
  if (isRefusal(typed)) throw new ProblemError('not-allowed', [typed]);
  return typed.trim();
}
