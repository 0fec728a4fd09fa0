import { z } from 'zod';
import type { OciRegistrySpec } from '../../../core/unit/registry.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { rememberSecret } from '../../shared/known-secrets.ts';
import { readSecret } from '../../shared/secret.ts';
import { bytesOf, refusalOf } from './answer.ts';
import { type Challenge, challengesIn } from './challenge.ts';
import { send, type WayOut } from './way-out.ts';

const LONGEST_ANSWER = 64 * 1024;
const FIT = /^[\x21-\x7e]{1,16384}$/;
/** What a token is good for when its giver does not say, and how early it is thought to have ended, in seconds. */
const SHORTEST_LIFE = 60;
const MARGIN = 10;

const Given = z.object({
  token: z.string().regex(FIT).optional(),
  access_token: z.string().regex(FIT).optional(),
  expires_in: z.number().positive().max(86_400).optional(),
});

interface Token {
  readonly value: string;
  readonly until: number;
}

/** Who we are to one registry. */
export interface Credentials {
  /** What to send for these scopes with what is known by now; undefined when nothing is. */
  header(scopes: readonly string[]): Promise<string | undefined>;
  /** Does what an answer of 401 asks for, so that `header` knows more. */
  answer(challenge: string, scopes: readonly string[], signal: AbortSignal): Promise<void>;
  /** A text without the tokens that are in use: they come and go, so they are not among the remembered secrets. */
  hide(text: string): string;
}

/** Logs in as the configuration says: at once where the registry takes that, for a token where it names who gives them. */
export function credentialsFor(spec: OciRegistrySpec, way: WayOut): Credentials {
  const home = new URL(spec.url);
  const tokens = new Map<string, Token>();
  let isBasic = false;

  const basic = async (): Promise<string | undefined> => {
    if (spec.login === null) return undefined;
    const password = await readSecret(spec.login.password);
    const pair = `${spec.login.username}:${password.reveal()}`;
    rememberSecret(pair);
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  };

  const fetchToken = async (
    { parameters }: Challenge,
    scopes: readonly string[],
    signal: AbortSignal,
  ): Promise<Token> => {
    const url = realmOf(parameters.realm, home, spec.tokenServer);
    if (parameters.service !== undefined) url.searchParams.set('service', parameters.service);
    const wanted = [...new Set([...scopes, ...(parameters.scope ?? '').split(' ')])].filter((one) => one !== '');
    for (const scope of wanted) url.searchParams.append('scope', scope);
    const doing = `asking ${url.host} for a token`;
    const authorization = await basic();
    const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization };
    const answer = await send(way, { method: 'GET', url, headers }, signal);
    if (answer.statusCode !== 200) throw await refusalOf(answer, doing, (text) => text, signal);
    const given = Given.safeParse(parse(await bytesOf(answer, LONGEST_ANSWER, doing, signal)));
    const value = given.data?.token ?? given.data?.access_token;
    if (value === undefined) throw lasting(`${doing}: the answer holds none`);
    const life = Math.max(SHORTEST_LIFE, given.data?.expires_in ?? 0);
    return { value, until: performance.now() + (life - MARGIN) * 1_000 };
  };

  return {
    header: async (scopes) => {
      if (isBasic) return basic();
      const known = tokens.get(keyOf(scopes));
      return known === undefined || performance.now() > known.until ? undefined : `Bearer ${known.value}`;
    },
    answer: async (header, scopes, signal) => {
      const challenges = challengesIn(header);
      const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
      if (bearer !== undefined) {
        for (const [key, { until }] of tokens) if (performance.now() > until) tokens.delete(key);
        tokens.set(keyOf(scopes), await fetchToken(bearer, scopes, signal));
        isBasic = false;
        return;
      }
      if (!challenges.some(({ scheme }) => scheme === 'basic')) {
        throw lasting(`${home.host} asks for a login of a kind that is not known here`);
      }
      if (spec.login === null) throw lasting(`${home.host} asks who we are. Write registry.username and password`);
      isBasic = true;
    },
    hide: (text) => [...tokens.values()].reduce((hidden, { value }) => hidden.replaceAll(value, '[secret]'), text),
  };
}

const keyOf = (scopes: readonly string[]): string => scopes.join(' ');

/** A registry could send our password to anybody: only its own host may have it, and the one that the configuration names. */
function realmOf(realm: string | undefined, home: URL, tokenServer: string | undefined): URL {
  if (realm === undefined || !URL.canParse(realm)) throw lasting(`${home.host} does not say who gives tokens`);
  const url = new URL(realm);
  if (url.username !== '' || url.password !== '') throw lasting(`${home.host} names a token server with a login in it`);
  const isHome = url.hostname === home.hostname && url.protocol === home.protocol;
  if (isHome || (url.protocol === 'https:' && url.host === tokenServer)) return url;
  throw lasting(
    `${home.host} wants our login sent to ${url.protocol}//${url.host}. If that is right, write  registry.token_server: ${url.host}`,
  );
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
