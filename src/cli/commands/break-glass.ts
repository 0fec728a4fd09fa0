import type { GlassView } from '../../api/break-glass.ts';
import { glassStatementText } from '../../approval/break-glass.ts';
import { signBundle } from '../../approval/bundle.ts';
import { instant } from '../../core/kernel/instant.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { openedKey } from '../opened-key.ts';
import { nextFor, type Outcome } from '../outcome.ts';
import { statusText } from '../render/status.ts';
import { required } from '../required.ts';
import { answersOnPage, consentOnPage, consentPage } from './passkey-page.ts';

/** Shows the stage or bake under way, signs at the terminal that it is shortened, and hands the signature in. */
export async function breakGlassSigned(
  doing: Doing,
  id: string,
  options: { readonly reason?: string; readonly key?: string },
): Promise<Outcome> {
  const reason = required('reason', options.reason);
  const plane = await doing.plane();
  const shown = await plane.glass(id);
  doing.say(glassLines(shown, reason).join('\n'));
  const { question } = shown;
  const about = await plane.about();
  if (doing.invocation.noInput) {
    const command = `plimsoll break-glass ${id} --reason ${JSON.stringify(reason)}`;
    const remedy = `At a terminal: ${command}; in a browser: ${consentPage(about.page)}`;
    const errors = [{ code: 'no-terminal', message: 'The glass is broken at a terminal, by a person', remedy }];
    return { exit: EXIT.notAllowed, text: '', data: shown, errors };
  }
  if (answersOnPage(about, options.key)) return consentOnPage(plane, { data: shown });
  const key = await openedKey(options.key, question.environment);
  // What is signed is made here from what was shown: the control plane offers no text of its own.
  const bundle = signBundle(key, glassStatementText(question, key, reason, instant(Date.now())));
  await plane.breakGlass(id, bundle);
  const view = await plane.get(id);
  return { exit: EXIT.good, text: statusText(view, doing.invocation.zone), data: view, view, next: nextFor(view) };
}

function glassLines(
  { question, what, plannedEnd, verdict, approvers, broken }: GlassView,
  reason: string,
): readonly string[] {
  const signed =
    broken === null ? [] : [`  Signed by       ${broken.by.join(', ')}, counts from ${broken.effectiveAt}`];
  return [
    `BREAK THE GLASS? shorten ${what} of ${question.deploymentId} on ${question.environment}`,
    `  By the plan     until ${plannedEnd}`,
    `  The judge says  ${verdict}`,
    '  What it does    its time is over sooner; gates, holds, windows, approvals and the way back stand as they are',
    `  Who may         ${approvers.join(', ')}: two of them at once, one alone after ten minutes in which anybody may hold`,
    ...signed,
    `  Reason          ${reason}   (heads every report)`,
  ];
}
