import type { Action } from './action.ts';

/** What a route is about: one action; one of several, by what its body asks; or nothing that needs to know who asks. */
export type RouteRow = readonly [Action, ...Action[]] | 'public';

/** Every route there is, with what it is about. A route that is not here does not answer, and fails the tests. */
export const ROUTES = {
  'GET /healthz': 'public',
  'GET /': 'public',
  'GET /enrol': 'public',
  'GET /login': 'public',
  'GET /d/:id/approve': 'public',
  'GET /assets/page.css': 'public',
  'GET /assets/mark.svg': 'public',
  'GET /assets/*': 'public',
  'GET /openapi.json': 'public',
  'GET /api/v1/about': ['read'],
  'GET /api/v1/whoami': ['whoami'],
  'GET /api/v1/current': ['read'],
  'GET /api/v1/history': ['read'],
  'GET /api/v1/blackouts': ['read'],
  'GET /api/v1/events': ['read'],
  'GET /api/v1/policies': ['read'],
  'GET /api/v1/gate-trial': ['read'],
  'GET /api/v1/metric-reading': ['read'],
  'GET /api/v1/metric-sources': ['read'],
  'GET /api/v1/environments': ['read'],
  'GET /api/v1/environments/:unit/:environment': ['read'],
  'POST /api/v1/environments/:unit/:environment/hold': ['hold'],
  'POST /api/v1/environments/:unit/:environment/prune': ['prune'],
  'GET /api/v1/environments/:unit/:environment/acts/:act': ['read'],
  'POST /api/v1/environments/:unit/:environment/challenges': ['ask-to-sign'],
  'POST /api/v1/environments/:unit/:environment/acts/:act': ['free-environment'],
  'GET /api/v1/deployments': ['read'],
  'POST /api/v1/deployments': ['deploy'],
  'GET /api/v1/deployments/:id': ['read'],
  'GET /api/v1/deployments/:id/events': ['read'],
  'GET /api/v1/deployments/:id/logs': ['read'],
  'GET /api/v1/deployments/:id/evidence': ['read'],
  'GET /api/v1/deployments/:id/reports/:kind': ['read'],
  'GET /api/v1/deployments/:id/record': ['read'],
  'GET /api/v1/deployments/:id/checkpoints/:checkpoint': ['read'],
  'POST /api/v1/deployments/:id/requests': ['hold', 'resume', 'abort', 'rollback'],
  'POST /api/v1/deployments/:id/challenges': ['ask-to-sign'],
  'POST /api/v1/deployments/:id/answers': ['answer'],
  'GET /api/v1/deployments/:id/break-glass': ['read'],
  'POST /api/v1/deployments/:id/break-glass': ['answer'],
  'POST /api/v1/plans': ['plan'],
  'POST /api/v1/policies/consents': ['change-policy'],
  'POST /api/v1/approvers': ['enrol'],
  'POST /api/v1/demo-approver': ['enrol'],
  'GET /api/v1/trust': ['read'],
  'POST /api/v1/trust/proposals': ['propose-trust'],
  'POST /api/v1/trust/consents': ['change-trust'],
  'POST /api/v1/passkeys/options': ['enrol'],
  'POST /api/v1/passkeys': ['enrol'],
  'POST /api/v1/page-codes': ['open-page'],
  'GET /api/v1/tokens': ['list-tokens'],
  'POST /api/v1/tokens': ['grant-token'],
  'POST /api/v1/tokens/:id/revoke': ['revoke-token'],
  'POST /api/v1/page-codes/redeem': 'public',
  'POST /api/v1/sessions/options': 'public',
  'POST /api/v1/sessions': 'public',
  'POST /api/v1/logins': 'public',
  'GET /api/v1/logins/:id': ['hand-over-session'],
  'POST /api/v1/logins/:id/hand-over': ['hand-over-session'],
  'POST /api/v1/logins/:id/claim': 'public',
  'POST /api/v1/logout': ['end-session'],
  'POST /api/v1/stop': ['stop'],
} as const satisfies Readonly<Record<string, RouteRow>>;

/** A route of the table: method and path. */
export type RouteName = keyof typeof ROUTES;

/** The row of a route; undefined when it has none, and then nobody may. */
export const rowOf = (name: string): RouteRow | undefined =>
  Object.hasOwn(ROUTES, name) ? ROUTES[name as RouteName] : undefined;
