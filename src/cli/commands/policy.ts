import type { ControlPlane } from '../../api/control-plane.ts';
import type { PolicyView, ProposedByFile } from '../../api/policy.ts';
import { ProblemError } from '../../api/problem.ts';
import { signBundle } from '../../approval/bundle.ts';
import { type PolicyQuestion, policyStatementText } from '../../approval/policy-change.ts';
import { instant } from '../../core/kernel/instant.ts';
import { weakenings } from '../../core/plan/policy/policy-diff.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { openedKey } from '../opened-key.ts';
import type { Next, Outcome } from '../outcome.ts';
import { policyText } from '../render/policy.ts';
import { required } from '../required.ts';
import { answersOnPage, consentOnPage, consentPage } from './passkey-page.ts';

/** How the policy in force and the configuration file differ. */
export async function policyDiff(doing: Doing): Promise<Outcome> {
  const view = await (await doing.plane()).policy(requestOf(doing));
  return { exit: EXIT.good, text: policyText(view, doing.invocation.zone), data: view, next: nextFor(view) };
}

/** Shows the change, asks at the terminal, signs it with an approver key, and hands the signature in. */
export async function policyAdopt(
  doing: Doing,
  options: { readonly reason?: string; readonly key?: string },
): Promise<Outcome> {
  const reason = required('reason', options.reason);
  const plane = await doing.plane();
  const request = requestOf(doing);
  const view = await plane.policy(request);
  const { question, environment } = view;
  if (question === null) {
    const [message, remedy] =
      view.inForce === null
        ? [
            `No policy is in force for ${environment} yet`,
            'The approval of the first deployment adopts it: plimsoll deploy',
          ]
        : ['The policy in force says the same', 'There is nothing to adopt'];
    throw new ProblemError('refused', [
      { code: view.inForce === null ? 'policy-not-adopted' : 'policy-unchanged', message, remedy },
    ]);
  }
  doing.say(policyText(view, doing.invocation.zone));
  const { config } = doing.invocation;
  const about = await plane.about();
  if (doing.invocation.noInput) {
    const command = `plimsoll policy adopt -e ${environment} --reason ${JSON.stringify(reason)}`;
    const remedy = `At a terminal: ${command}; in a browser: ${consentPage(about.page, { config, environment })}`;
    const errors = [
      { code: 'no-terminal', message: 'A change of policy is signed at a terminal, by a person', remedy },
    ];
    return { exit: EXIT.notAllowed, text: '', data: view, errors };
  }
  if (answersOnPage(about, options.key)) return consentOnPage(plane, { data: view }, { config, environment });
  const after = await sign(plane, request, question, { reason, key: options.key });
  return { exit: EXIT.good, text: policyText(after, doing.invocation.zone), data: after, next: nextFor(after) };
}

async function sign(
  plane: ControlPlane,
  request: ProposedByFile,
  question: PolicyQuestion,
  { reason, key: named }: { readonly reason: string; readonly key: string | undefined },
): Promise<PolicyView> {
  const key = await openedKey(named, request.environment);
  // What is signed is made here, from the two policies that were shown: the control plane offers no text of its own.
  const statement = policyStatementText(question, key, reason, instant(Date.now()));
  return plane.consentToPolicy({ ...request, bundle: signBundle(key, statement) });
}

const requestOf = ({ invocation }: Doing): ProposedByFile => ({
  config: invocation.config,
  environment: invocation.environment ?? 'production',
});

function nextFor({ environment, changes, inForce, needed, signed }: PolicyView): readonly Next[] {
  if (inForce === null) return [{ command: 'plimsoll deploy', why: 'the first approval adopts the policy' }];
  if (signed.length > 0 && signed.length < needed)
    return [{ command: `plimsoll policy adopt -e ${environment} --reason TEXT`, why: 'another approver signs it too' }];
  if (weakenings(changes).length > 0)
    return [{ command: `plimsoll policy adopt -e ${environment} --reason TEXT`, why: 'an approver signs the change' }];
  return changes.length > 0 ? [{ command: 'plimsoll deploy', why: 'its approval adopts what is stricter' }] : [];
}
