import { generateKeyPairSync } from 'node:crypto';
import { SigningKey } from '../../src/approval/signing-key.ts';
import type { TrustList } from '../../src/approval/trust-list.ts';
import { WHOLE_ROLE } from '../../src/core/authorisation/scope.ts';
import { hours } from '../../src/core/kernel/duration.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import { ENGINE } from '../../src/core/principal/principal.ts';
import type { TokenWish } from '../../src/core/principal/token.ts';
import { aControlPlane, HEADERS } from '../api/control-plane.ts';

/** Everybody who may come to a control plane over its port. */
export type CallerName = 'nobody' | 'agent' | 'ci' | 'account' | 'approver' | 'admin' | 'suspended';

/** An approver's page, and the same with one half of its proof alone. */
export type PageName = 'page' | 'cookie-alone' | 'page-half-alone';

/** What is sent to be known: a bearer text, a page's bearer with its cookie, or nothing. */
export type Known = string | null | { readonly bearer: string | null; readonly cookie: string };

/** A control plane to which Ada (an admin), Bob and Cem were enrolled, and Cem's key was revoked after he signed in. */
export async function aCrowd() {
  const here = await aControlPlane();
  await here.enrol();
  const { record, sessions, tokens } = here.parts;
  const first = record.trust;
  if (first === null) throw new Error('nobody was enrolled');
  const [template] = first.keys;
  if (template?.kind !== 'ed25519') throw new Error('Ada has no terminal key');
  const keyOf = (person: string): TrustList['keys'][number] => {
    const key = new SigningKey('ed25519', person, generateKeyPairSync('ed25519').privateKey);
    return { ...template, id: key.keyId as typeof template.id, person };
  };
  const [bob, cem] = [keyOf('person:bob'), keyOf('person:cem')];
  const persons: TrustList['persons'] = [
    { name: 'person:ada', groups: ['group:admin'] },
    { name: 'person:bob', groups: [] },
    { name: 'person:cem', groups: ['group:admin'] },
  ];
  const engine = { principal: ENGINE, proof: 'none' } as const;
  const list: TrustList = { ...first, version: 2, persons, keys: [template, bob, cem] };
  await record.say({ type: 'TrustListAdopted', list }, engine);
  const session = async (person: string, keyId: string): Promise<string> =>
    (await sessions.begin(person, keyId)).bearer;
  const page = async () => {
    const { halves } = await sessions.beginOnPage('person:bob', bob.id);
    return { bearer: halves.bearer, cookie: `plimsoll-7311=${halves.cookie}` };
  };
  const suspended = await session('person:cem', cem.id);
  const revoked = { ...cem, revokedAt: cem.addedAt };
  await record.say({ type: 'TrustListAdopted', list: { ...list, version: 3, keys: [template, bob, revoked] } }, engine);

  const ada = { principal: { kind: 'person', name: 'ada' }, proof: 'session' } as const;
  /** A token as its holder sends it. */
  const token = async (changes: Partial<TokenWish> = {}): Promise<{ readonly secret: string; readonly id: string }> => {
    const wish: TokenWish = {
      ...{ kind: 'agent', name: 'builder', owner: 'person:ada', scope: WHOLE_ROLE, lifetime: hours(8) },
      ...changes,
    };
    const granted = await tokens.grant(wish, ada);
    if (isRefusal(granted)) throw new Error(granted.message);
    return { secret: granted.secret, id: granted.token.grant.id };
  };
  /** What a caller sends to be known; a session is begun anew each time, for one route ends it. */
  const bearerOf = async (caller: CallerName): Promise<string | null> => {
    switch (caller) {
      case 'nobody':
        return null;
      case 'agent':
        return (await token()).secret;
      case 'ci':
        return (await token({ kind: 'ci', name: 'main', owner: null })).secret;
      case 'account':
        return HEADERS.authorization.replace('Bearer ', '');
      case 'approver':
        return session('person:bob', bob.id);
      case 'admin':
        return session('person:ada', template.id);
      case 'suspended':
        return suspended;
    }
  };
  /** Asks over HTTP, without a socket between. */
  const ask = async (method: string, path: string, known: Known, body?: unknown): Promise<Answer> => {
    const { bearer, cookie } =
      typeof known === 'object' && known !== null ? known : { bearer: known, cookie: undefined };
    const headers: Record<string, string> = { host: HEADERS.host, 'content-type': 'application/json' };
    if (bearer !== null) headers.authorization = `Bearer ${bearer}`;
    if (cookie !== undefined) headers.cookie = cookie;
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await here.app.request(path, { method, headers, ...sent });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const value = type.includes('json') ? JSON.parse(text) : text;
    const challenge = response.headers.get('www-authenticate');
    return { status: response.status, type, challenge, value, code: value?.problems?.[0]?.code ?? '' };
  };
  /** The same of everybody, with the cookie of whoever has a page. */
  const knownOf = async (caller: CallerName | PageName): Promise<Known> => {
    switch (caller) {
      case 'page':
        return page();
      case 'cookie-alone':
        return { ...(await page()), bearer: null };
      case 'page-half-alone':
        return (await page()).bearer;
      default:
        return bearerOf(caller);
    }
  };
  return { here, ask, token, bearerOf, knownOf };
}

/** What a control plane answered. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly challenge: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into is whatever was answered.
  readonly value: any;
  /** The code of its first problem; empty for none. */
  readonly code: string;
}

/** A control plane with everybody who may come to it. */
export type Crowd = Awaited<ReturnType<typeof aCrowd>>;
