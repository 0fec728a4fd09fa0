import type { ControlPlane } from '../../api/control-plane.ts';
import { type Problem, ProblemError } from '../../api/problem.ts';
import type { TrustProposalView, TrustView } from '../../api/trust.ts';
import { signBundle } from '../../approval/bundle.ts';
import { changeId, nextTrustList, trustStatementText } from '../../approval/trust-change.ts';
import { type TrustList, trustDigest } from '../../approval/trust-list.ts';
import { instant } from '../../core/kernel/instant.ts';
import { canonical } from '../../core/plan/canonical.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { granted, openedKey } from '../opened-key.ts';
import type { Outcome } from '../outcome.ts';
import { idMeant, shortKey } from '../render/key-name.ts';
import { proposalLines, trustLines } from '../render/trust.ts';
import { required } from '../required.ts';
import { answersOnPage, consentOnPage, consentPage } from './passkey-page.ts';

/** What signing a change of the trust list is told. */
interface SigningOptions {
  readonly reason?: string;
  readonly key?: string;
}

/** Shows a change of the trust list that waits, signs it at the terminal, and hands the signature in. */
export async function signChange(doing: Doing, named: string, options: SigningOptions): Promise<Outcome> {
  const plane = await doing.plane();
  return signProposal(doing, plane, proposalNamed(await plane.trust(), named), options);
}

/** Takes a key from the list: at once where it is one's own, else once enough approvers have signed it. */
export async function revokeKey(doing: Doing, named: string, options: SigningOptions): Promise<Outcome> {
  const reason = required('reason', options.reason);
  const plane = await doing.plane();
  const { list } = await plane.trust();
  const active = (list?.keys ?? []).filter(({ revokedAt }) => revokedAt === null);
  const keyId = idMeant(
    named,
    active.map(({ id }) => id),
  );
  if (keyId === null) {
    throw asked(
      {
        code: 'key-unknown',
        message: `No one active key is called ${named}`,
        remedy: 'See them: plimsoll approver list',
      },
      'refused',
    );
  }
  const change = { kind: 'revoke', keyId } as const;
  const view = await plane.proposeTrust(change);
  return signProposal(doing, plane, proposalNamed(view, changeId(change)), { ...options, reason });
}

interface Shown {
  readonly list: TrustList;
  readonly proposal: TrustProposalView;
}

function proposalNamed({ list, proposals }: TrustView, named: string): Shown {
  // A key that waits is also known by its own id.
  const byKey = proposals.find(({ next }) => {
    const added = next.keys.filter(({ id }) => !list?.keys.some((one) => one.id === id)).map(({ id }) => id);
    return idMeant(named, added) !== null;
  });
  const id = idMeant(
    named,
    proposals.map((one) => one.id),
  );
  const proposal = proposals.find((one) => one.id === id) ?? byKey;
  if (list !== null && proposal !== undefined) return { list, proposal };
  throw asked(
    {
      code: 'no-such-proposal',
      message: `No change called ${named} waits for signatures`,
      remedy: 'See what waits: plimsoll approver list',
    },
    'refused',
  );
}

async function signProposal(
  doing: Doing,
  plane: ControlPlane,
  { list, proposal }: Shown,
  { reason = '', key: named }: SigningOptions,
): Promise<Outcome> {
  doing.say(proposalLines(list, proposal).join('\n'));
  doing.say(`fingerprint now ${trustDigest(list)}\n  and after     ${trustDigest(proposal.next)}`);
  const about = await plane.about();
  if (doing.invocation.noInput) {
    const command = `plimsoll approver sign ${shortKey(proposal.id)}`;
    const remedy = `At a terminal: ${command}; in a browser: ${consentPage(about.page)}`;
    const message = 'A change of who is trusted is signed at a terminal, by a person';
    return { exit: EXIT.notAllowed, text: '', data: proposal, errors: [{ code: 'no-terminal', message, remedy }] };
  }
  if (answersOnPage(about, named)) return consentOnPage(plane, { data: proposal });
  // What is signed is computed here from the list that was shown, and never taken over.
  const next = granted(nextTrustList(list, proposal.change, instant(proposal.at)));
  if (canonical(next) !== canonical(proposal.next)) throw asked(NOT_AS_SHOWN, 'not-allowed');
  const key = await openedKey(named, null);
  const bundle = signBundle(key, trustStatementText(next, key, reason, instant(Date.now())));
  const after = await plane.consentToTrust({ proposal: proposal.id, bundle });
  return { exit: EXIT.good, text: trustLines(after, about.isolation !== null).join('\n'), data: after };
}

const NOT_AS_SHOWN: Problem = {
  code: 'statement-not-as-shown',
  message: 'The control plane offers another list than the change makes of the present one',
  remedy: 'Sign nothing. Find out who runs this control plane',
};

const asked = ({ code, message, remedy }: Problem, kind: 'refused' | 'not-allowed'): ProblemError =>
  new ProblemError(kind, [{ code, message, remedy }]);
