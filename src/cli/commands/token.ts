import type { TokenRequest, TokenView } from '../../api/identity.ts';
import { ProblemError } from '../../api/problem.ts';
import { ACTION_NAMES, type Action } from '../../core/authorisation/action.ts';
import { nearestName } from '../../core/gate/nearest.ts';
import { explainDuration, parseDuration } from '../../core/kernel/duration.ts';
import { LONGEST, type TokenKind } from '../../core/principal/token.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { scopeText } from '../render/scope.ts';
import { required } from '../required.ts';

/** What a token is to be. */
export interface TokenOptions {
  readonly kind: TokenKind;
  readonly name: string;
  readonly owner?: string;
  readonly only: readonly string[];
  readonly unitOnly: readonly string[];
  readonly environmentOnly: readonly string[];
  readonly expires?: string;
}

/** Makes a token for an agent or a CI job. stdout has the token and nothing else, so that it can be put away by a pipe. */
export async function tokenCreate(doing: Doing, options: TokenOptions): Promise<Outcome> {
  const { kind, name, owner, only, unitOnly, environmentOnly } = options;
  const asked: TokenRequest = {
    kind,
    name,
    owner: owner === undefined ? null : owner.includes(':') ? owner : `person:${owner}`,
    scope: { units: listed(unitOnly), environments: listed(environmentOnly), actions: listed(only.map(actionOf)) },
    lifetime: lifetimeOf(kind, options.expires),
  };
  const { secret, token } = await (await doing.plane()).grantToken(asked);
  doing.say(
    `${describe(token)}\nThis is the only time that it is shown. Use it as PLIMSOLL_TOKEN; end it: plimsoll token revoke ${token.id}`,
  );
  if (token.vouched === 'os-account') doing.say(UNVOUCHED);
  return { exit: EXIT.good, text: secret, data: { secret, token } };
}

const UNVOUCHED =
  'Made without a sign-in: where approver and requester must differ, deployments of its holder are not approved.';

/** Every token, and when it was last used. */
export async function tokenList(doing: Doing): Promise<Outcome> {
  const tokens = await (await doing.plane()).tokens();
  const text =
    tokens.length === 0 ? 'No token was made here. Make one: plimsoll token create' : tokens.map(describe).join('\n');
  return { exit: EXIT.good, text, data: { tokens } };
}

/** Ends a token at once. */
export async function tokenRevoke(doing: Doing, id: string, reason: string | undefined): Promise<Outcome> {
  const why = required('reason', reason);
  const token = await (await doing.plane()).revokeToken(id, why);
  return { exit: EXIT.good, text: describe(token), data: { token } };
}

function describe(token: TokenView): string {
  const { id, kind, name, owner, standing, until, lastUsed, grantedBy, scope } = token;
  const holder = owner === null ? `${kind}:${name}` : `${kind}:${name} for ${owner}`;
  const end = standing === 'in force' ? `until ${until}` : standing;
  const used = lastUsed === null ? 'never used' : `last used ${lastUsed}`;
  const narrowed = scopeText(scope);
  return [id, holder, end, used, `by ${grantedBy}`, ...(narrowed === '' ? [] : [narrowed])].join('  ');
}

function lifetimeOf(kind: TokenKind, written: string | undefined): number {
  if (written === undefined) return LONGEST[kind] / 1_000;
  const duration = parseDuration(written);
  if (duration !== undefined) return Math.floor(duration / 1_000);
  const { message, remedy } = explainDuration(written);
  throw new ProblemError('usage', [{ code: 'usage', message: `--expires ${written}: ${message}`, remedy }]);
}

function actionOf(word: string): Action {
  const found = ACTION_NAMES.find((action) => action === word);
  if (found !== undefined) return found;
  const near = nearestName(word, ACTION_NAMES);
  const message = `${word} is no action${near === null ? '' : ` (Did you mean ${near}?)`}`;
  throw new ProblemError('usage', [{ code: 'usage', message, remedy: `Use some of: ${ACTION_NAMES.join(', ')}` }]);
}

const listed = <T>(items: readonly T[]): readonly T[] | null => (items.length === 0 ? null : items);
