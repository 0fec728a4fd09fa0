import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Action } from '../../src/core/authorisation/action.ts';
import { mayDo, needsSignature } from '../../src/core/authorisation/may-do.ts';
import { ROUTES, type RouteName, type RouteRow } from '../../src/core/authorisation/route-table.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import type { Proof } from '../../src/core/principal/principal.ts';
import type { Role } from '../../src/core/principal/role.ts';
import { aCrowd, type CallerName, type Crowd, type PageName } from './callers.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
type Anybody = CallerName | PageName;
/** Who proves nothing. */
type Unknown = 'nobody' | 'suspended' | 'cookie-alone' | 'page-half-alone';
const isUnknown = (caller: Anybody): caller is Unknown =>
  ['nobody', 'suspended', 'cookie-alone', 'page-half-alone'].includes(caller);
const ROLES: Readonly<Record<Exclude<Anybody, Unknown>, readonly [readonly Role[], Proof]>> = {
  agent: [['agent'], 'token'],
  ci: [['ci'], 'token'],
  account: [['operator'], 'os-account'],
  approver: [['operator', 'approver'], 'session'],
  page: [['operator', 'approver'], 'session'],
  admin: [['operator', 'approver', 'admin'], 'session'],
};
const CALLERS: readonly Anybody[] = [
  ...(['nobody', 'agent', 'ci', 'account', 'approver', 'admin', 'suspended'] as const),
  ...(['page', 'cookie-alone', 'page-half-alone'] as const),
];
const NAMES = Object.keys(ROUTES) as readonly RouteName[];

let crowd: Crowd;
beforeAll(async () => {
  crowd = await aCrowd();
});
afterAll(() => crowd.here.close());

/** The routes that are really there; what stands before all of them is none. */
const put = (): readonly string[] => [
  ...new Set(
    crowd.here.app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`),
  ),
];

/** A path that meets a route, of a deployment and an environment that there are not. */
const pathOf = (route: string): string =>
  (route.split(' ')[1] ?? '')
    .replace('/checkpoints/:checkpoint', '/checkpoints/production-promotion')
    .replace('/acts/:act', '/acts/release')
    .replace('/reports/:kind', '/reports/post')
    .replace(/:[a-z]+/g, 'none')
    .replace('/*', '/none.js');

/** What the table says that a caller gets: `401`, `403`, or past the table. */
function expected(caller: Anybody, row: RouteRow, action: Action | null): 'past' | 401 | 403 {
  if (row === 'public') return 'past';
  if (isUnknown(caller)) return 401;
  const [roles, proof] = ROLES[caller];
  const asked = action ?? row[0];
  const principal = { kind: 'ci', name: 'x' } as const;
  const answer = mayDo({ principal, roles, proof: needsSignature(asked) ? 'signature' : proof }, asked);
  return isRefusal(answer) ? 403 : 'past';
}

// A route about several actions is asked for each of them.
const CASES = NAMES.flatMap((name) => {
  const row: RouteRow = ROUTES[name];
  const actions = row !== 'public' && row.length > 1 ? row : [null];
  return actions.map((action) => ({ name, row, action, as: action === null ? '' : ` to ${action}` }));
});

/** What a caller sends to be known. Another agent comes to each route: being refused costs one, too, what it may change in a minute. */
const knownAt = async (name: RouteName, caller: Anybody) =>
  caller === 'agent'
    ? (await crowd.token({ name: `builder-${NAMES.indexOf(name)}` })).secret
    : await crowd.knownOf(caller);

describe('the table of routes', () => {
  it('has a row for every route that is there, and a route for every row', () => {
    expect([...put()].sort()).toEqual([...NAMES].sort());
  });

  it.each(CALLERS)('is obeyed for %s, route by route', async (caller) => {
    const seen: Record<string, number> = { past: 0, 401: 0, 403: 0 };
    for (const { name, row, action, as } of CASES) {
      const [method = ''] = name.split(' ');
      const body = method === 'GET' ? undefined : action === null ? {} : { kind: action, reason: 'a test' };
      const answer = await crowd.ask(method, pathOf(name), await knownAt(name, caller), body);
      const where = `${name}${as} by ${caller}: ${answer.status} ${answer.code}`;
      const wanted = expected(caller, row, action);
      seen[wanted] = (seen[wanted] ?? 0) + 1;
      if (wanted === 'past') {
        // Past the table something else may be wrong; it is never who asks.
        expect([401, 403], where).not.toContain(answer.status);
        expect(answer.status, where).toBeLessThan(500);
      } else {
        const codes =
          wanted === 401 ? ['not-signed-in', 'session-ended', 'session-unknown'] : ['role-may-not', 'proof-too-weak'];
        expect([answer.status, answer.type], where).toEqual([wanted, 'application/problem+json']);
        expect(codes, where).toContain(answer.code);
        expect(answer.challenge, where).toBe(wanted === 401 ? 'Bearer realm="plimsoll"' : null);
      }
    }
    expect(seen.past, 'nothing at all was let past').toBeGreaterThan(5);
  });

  it.each(CALLERS)('lets %s in by no other method', async (caller) => {
    const bearer = await crowd.knownOf(caller);
    for (const path of new Set(NAMES.map(pathOf))) {
      const known = NAMES.filter((name) => pathOf(name) === path).map((name) => name.split(' ')[0]);
      for (const method of METHODS.filter((one) => !known.includes(one))) {
        const answer = await crowd.ask(method, path, bearer, method === 'GET' ? undefined : {});
        // A path of one route can be the id in another's: then that one's row has answered.
        if (answer.status !== 404) expect(matching(method, path), `${method} ${path} ${answer.status}`).toBe(true);
      }
    }
  });
});

/** Whether some other route takes this path as its own. */
const matching = (method: string, path: string): boolean =>
  NAMES.some((name) => {
    const [of = '', pattern = ''] = name.split(' ');
    return of === method && new RegExp(`^${pattern.replace(/:[a-z]+/g, '[^/]+').replace('*', '.*')}$`).test(path);
  });
