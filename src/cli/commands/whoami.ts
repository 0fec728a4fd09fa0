import type { WhoAmI } from '../../api/identity.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { columns } from '../render/columns.ts';
import { scopeText } from '../render/scope.ts';

/** Who we are to the control plane, how that is proven, and what we may ask for. */
export async function whoami(doing: Doing): Promise<Outcome> {
  const who = await (await doing.plane()).whoami();
  return { exit: EXIT.good, text: whoText(who, process.stdout.columns ?? 100), data: who };
}

function whoText(who: WhoAmI, width: number): string {
  const { principal, owner, roles, proof, by, scope, actions } = who;
  const may = (cell: string, isSigned?: boolean): string =>
    actions
      .filter((one) => one.may === cell && (isSigned ?? one.isSigned) === one.isSigned)
      .map(({ action }) => action)
      .join(', ');
  const rows = [
    ['who', owner === null ? principal : `${principal}, for ${owner}`],
    ['roles', roles.length === 0 ? 'none: nobody here trusts you' : roles.join(', ')],
    ['proof', PROOFS[proof]],
    ...(by === null ? [] : [['until', `${by.until} (${by.id})`]]),
    ...(scopeText(scope) === '' ? [] : [['only', scopeText(scope)]]),
    ['may', may('yes', false)],
    ...(may('yes', true) === '' ? [] : [['may hand in', `${may('yes', true)}: with an approver’s signature`]]),
    ...(may('own') === '' ? [] : [['own only', may('own')]]),
    ['may not', may('no')],
  ] as const;
  return columns(
    rows.map(([name = '', text = '']) => [name, text] as const),
    width,
  ).join('\n');
}

const PROOFS: Readonly<Record<WhoAmI['proof'], string>> = {
  'os-account': 'an account of this machine; it proves no person and answers no checkpoint',
  token: 'a token',
  session: 'a session: signed in with a passkey; it approves nothing, a fresh signature does',
  signature: 'a signature',
  none: 'none',
};
