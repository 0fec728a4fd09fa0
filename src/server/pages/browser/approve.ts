import type { About, EnrolledApprover } from '../../../api/control-plane.ts';
import type { DeploymentView } from '../../../api/view.ts';
import type { Challenge } from '../../../approval/challenge.ts';
import { planCode } from '../../../approval/plan-code.ts';
import type { ApprovalRequest } from '../../../approval/request.ts';
import type { Checkpoint } from '../../../core/guard/verified-approval.ts';
import type { Digest } from '../../../core/kernel/id.ts';
import { comeInByLink, signIn } from './access.ts';
import { ask } from './ask.ts';
import { signWithPasskey } from './authenticator.ts';
import { challengeFor, planDigestOf } from './binding.ts';
import { sheet } from './sheet.ts';
import { button, el, main, say, sayWhyNot } from './show.ts';

/** One answer that a checkpoint takes: the word in the statement, the button, and whether the sheet must be read first. */
interface Option {
  readonly decision: string;
  readonly text: string;
  readonly kind: 'go' | 'no' | 'plain';
  readonly isForward: boolean;
}

const OPTIONS: Readonly<Record<Checkpoint, readonly Option[]>> = {
  'production-promotion': [
    { decision: 'approve', text: 'Approve', kind: 'go', isForward: true },
    { decision: 'reject', text: 'Reject', kind: 'no', isForward: false },
  ],
  'environment-red': [{ decision: 'fix-forward', text: 'Fix forward', kind: 'go', isForward: true }],
  'ambiguous-metrics': [
    { decision: 'proceed', text: 'Proceed', kind: 'go', isForward: true },
    { decision: 'extend', text: 'Measure on', kind: 'plain', isForward: false },
    { decision: 'hold', text: 'Hold', kind: 'plain', isForward: false },
  ],
  'after-rollback': [{ decision: 'resolve', text: 'Close with this root cause', kind: 'go', isForward: true }],
};

const QUESTIONS: Readonly<Record<Checkpoint, string>> = {
  'production-promotion': 'Approve',
  'environment-red': 'Fix forward',
  'ambiguous-metrics': 'Proceed with',
  'after-rollback': 'Answer for the rollback of',
};

const CHECKPOINTS = Object.keys(OPTIONS) as readonly Checkpoint[];
const id = location.pathname.split('/')[2] ?? '';
const at = `/deployments/${encodeURIComponent(id)}`;

/** Everything that is put before a person. */
interface Shown {
  readonly request: ApprovalRequest;
  readonly view: DeploymentView;
  readonly signers: readonly EnrolledApprover[];
  readonly digest: string;
}

async function load(): Promise<void> {
  const [about, view] = await Promise.all([ask<About>('GET', '/about'), ask<DeploymentView>('GET', at)]);
  const open = CHECKPOINTS.find((one) => one === view.waiting?.for);
  if (open === undefined) return nothingToAnswer(view);
  const request = await ask<ApprovalRequest>('GET', `${at}/checkpoints/${open}`);
  const signers = about.approvers.filter(({ active, passkey }) => active && passkey !== null);
  show({ request, view, signers, digest: await planDigestOf(request) });
}

function nothingToAnswer(view: DeploymentView): void {
  main().replaceChildren(
    el('h1', {}, `${view.unit} on ${view.environment}: nothing to answer`),
    el('p', { id: 'phase' }, `${view.id} is ${view.phase}.`),
    el('p', {}, view.waiting === null ? 'It waits for nobody.' : `It waits for ${view.waiting.for}.`),
  );
}

function show(shown: Shown): void {
  const { question } = shown.request;
  const { plan, checkpoint } = question;
  const from = plan.rollbackTarget.kind === 'release' ? `${plan.rollbackTarget.version} → ` : '';
  main().replaceChildren(
    el('h1', {}, `${QUESTIONS[checkpoint]} ${plan.unit} ${from}${plan.release.version} on ${plan.environment}?`),
    plan.demo ? el('p', { class: 'demo' }, 'DEMO: nothing here is real') : '',
    el('p', { class: 'code', id: 'words' }, planCode(shown.digest as Digest)),
    el(
      'p',
      { class: 'quiet' },
      'These six words must be the same at the terminal. They stand for ',
      el('code', {}, shown.digest),
    ),
    sheet(shown.request, shown.view),
    ...answering(shown),
  );
}

/** Who signs and why, below the sheet; the buttons stay in sight, so that saying no needs no scrolling. */
function answering(shown: Shown): readonly HTMLElement[] {
  const { checkpoint } = shown.request.question;
  const reason = el('textarea', { id: 'reason' });
  reason.rows = 2;
  reason.maxLength = 4096;
  const who = el('select', { id: 'who' }, ...shown.signers.map(({ person, keyId }) => option(person, keyId)));
  const nobody = el('p', { class: 'bad' }, 'No passkey is enrolled here: sign at a terminal, or enrol one.');
  const form = el(
    'section',
    {},
    shown.signers.length === 0 ? nobody : el('label', {}, 'Sign as', who),
    el('label', {}, checkpoint === 'after-rollback' ? 'Root cause' : 'Reason, kept in the record', reason),
  );
  const hint = el('p', { class: 'quiet', id: 'hint' }, 'Read to the end to go on.');
  const forward: HTMLElement[] = [];
  const buttons = OPTIONS[checkpoint].map((one) => {
    const element = button(one.text, one.kind, () => answer(shown, one, reason.value, who.value));
    element.id = one.decision;
    element.hidden = one.isForward;
    if (one.isForward) forward.push(element);
    return element;
  });
  whenRead(() => {
    hint.remove();
    for (const element of forward) element.hidden = false;
  });
  return [form, el('div', { class: 'buttons' }, ...buttons, hint)];
}

function option(person: string, keyId: string): HTMLOptionElement {
  const element = el('option', {}, `${person} (passkey ${keyId.slice(7, 15)})`);
  element.value = keyId;
  return element;
}

/** Calls back once the end of the sheet has been on the screen. */
function whenRead(then: () => void): void {
  // What lies under the buttons has not been seen.
  const rootMargin = '0px 0px -80px 0px';
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      watcher.disconnect();
      then();
    },
    { rootMargin },
  );
  requestAnimationFrame(() => {
    const end = document.querySelector('#end-of-sheet');
    if (end !== null) watcher.observe(end);
  });
}

async function answer(shown: Shown, { decision, text }: Option, reason: string, keyId: string): Promise<void> {
  const signer = shown.signers.find((one) => one.keyId === keyId);
  if (signer === undefined || signer.passkey === null) return;
  const { passkey, person } = signer;
  // Saying no takes one click; the record still needs a reason.
  const said = decision === 'reject' && reason.trim() === '' ? 'no reason given' : reason;
  const chosen = { decision, reason: said, approver: person, credentialId: keyId };
  const { checkpoint } = shown.request.question;
  const { statement } = await ask<Challenge>('POST', `${at}/challenges`, { checkpoint, ...chosen });
  const challenge = await challengeFor(statement, shown.request, chosen);
  const allowCredentials = [{ id: passkey.credentialId, type: 'public-key' as const }];
  const signature = await signWithPasskey({ challenge, rpId: passkey.rpId, allowCredentials });
  const view = await ask<DeploymentView>('POST', `${at}/answers`, { statement, signature });
  main().replaceChildren(
    el('h1', {}, `${view.unit} on ${view.environment}`),
    el('p', { id: 'phase' }, `${view.id} is ${view.phase}.`),
    el('p', {}, 'Follow it at a terminal:'),
    el('pre', {}, `plimsoll watch ${view.id}`),
  );
  say('good', `Signed by ${person}: ${text.toLowerCase()}.`);
}

async function begin(): Promise<void> {
  if ((await comeInByLink()) !== null) return load();
  main().replaceChildren(
    el('h1', {}, 'Sign in to see what is asked'),
    el('p', {}, 'Signing in shows the plan. Approving it asks for your passkey once more.'),
    button('Sign in with a passkey', 'go', async () => {
      const { who } = await signIn();
      say('good', `Signed in as ${who}.`);
      await load();
    }),
  );
}

begin().catch(sayWhyNot);
