import type { Context } from 'hono';
import { MOST_ENTRIES } from '../../api/audit.ts';
import { MOST_DAYS } from '../../api/blackouts.ts';
import type { ControlPlane } from '../../api/control-plane.ts';
import { MOST_DAYS_BACK } from '../../api/delivery.ts';
import { DELIVERIES } from '../../api/notifications.ts';
import type { PolicyRequest } from '../../api/policy.ts';
import { PHASES } from '../../core/deployment/phases.ts';
import type { CheckKind, Track } from '../../core/unit/environment.ts';
import { problem } from '../refused.ts';
import { count, oneOfQuery, text } from './query.ts';

/** Answers one GET of the API. */
type Read = (path: string, handle: (plane: ControlPlane, context: Context) => Promise<unknown>) => void;

const TRACKS: readonly Track[] = ['stable', 'candidate'];
const CHECKS: readonly CheckKind[] = ['smoke', 'integration', 'performance', 'security'];
const MOST_LINES = 10_000;
const MOST_ROWS = 500;

/** What was and what is: history and logs. */
export function readRoutes(get: Read): void {
  get('/current', (plane) => plane.current());
  get('/history', (plane, context) =>
    plane.history({
      unit: text(context, 'unit'),
      environment: text(context, 'environment'),
      since: moment(context, 'since'),
      phase: oneOfQuery(context, 'phase', PHASES),
      principal: text(context, 'principal'),
      limit: Math.min(MOST_ROWS, Math.max(1, count(context, 'limit') || 20)),
      cursor: text(context, 'cursor'),
    }),
  );
  get('/audit', (plane, context) =>
    plane.audit({
      unit: text(context, 'unit'),
      environment: text(context, 'environment'),
      deployment: text(context, 'deployment'),
      principal: text(context, 'principal'),
      type: text(context, 'type'),
      since: moment(context, 'since'),
      limit: Math.min(MOST_ENTRIES, Math.max(1, count(context, 'limit') || 100)),
      cursor: count(context, 'cursor') || null,
    }),
  );
  get('/delivery', (plane, context) =>
    plane.delivery({
      unit: text(context, 'unit'),
      environment: text(context, 'environment'),
      days: Math.min(MOST_DAYS_BACK, Math.max(1, count(context, 'days') || 90)),
    }),
  );
  get('/environments/:unit/:environment/blackouts', (plane, context) =>
    plane.environmentBlackouts(
      { unit: context.req.param('unit') ?? '', environment: context.req.param('environment') ?? '' },
      aheadOf(context),
    ),
  );
  get('/deployments/:id/course', (plane, context) => plane.course(context.req.param('id') ?? ''));
  get('/blackouts', (plane, context) => plane.blackouts({ config: needed(context, 'config'), ...aheadOf(context) }));
  get('/notifications', (plane, context) =>
    plane.notifications({ delivery: oneOfQuery(context, 'delivery', DELIVERIES) }),
  );
  get('/notifications/receivers', (plane, context) =>
    plane.receivers({ config: text(context, 'config'), unit: text(context, 'unit') }),
  );
  get('/notifications/:id', (plane, context) => plane.notification(context.req.param('id') ?? ''));
  get('/policies', (plane, context) => plane.policy(policyMeant(context)));
  get('/policies/waiting', (plane) => plane.policiesWaiting());
  get('/gate-trial', (plane, context) => plane.tryGate({ ...placeOf(context), gate: needed(context, 'gate') }));
  get('/metric-reading', (plane, context) =>
    plane.readMetric({ ...placeOf(context), metric: needed(context, 'metric') }),
  );
  get('/metric-sources', (plane, context) => plane.checkSources(placeOf(context)));
  get('/deployments/:id/evidence', (plane, context) => plane.evidence(context.req.param('id') ?? ''));
  get('/deployments/:id/logs', (plane, context) =>
    plane.logs(context.req.param('id') ?? '', {
      environment: text(context, 'environment'),
      track: oneOfQuery(context, 'track', TRACKS),
      check: oneOfQuery(context, 'check', CHECKS),
      lines: Math.min(MOST_LINES, count(context, 'lines') || 200),
    }),
  );
}

const aheadOf = (context: Context) => ({
  from: moment(context, 'from'),
  days: Math.min(MOST_DAYS, Math.max(1, count(context, 'days') || 30)),
});

// Named by its unit, what waits there is meant; else what a file proposes.
function policyMeant(context: Context): PolicyRequest {
  const unit = text(context, 'unit');
  return unit === null ? placeOf(context) : { unit, environment: needed(context, 'environment') };
}

const placeOf = (context: Context) => ({
  config: needed(context, 'config'),
  environment: needed(context, 'environment'),
});

function needed(context: Context, name: string): string {
  const value = text(context, name);
  if (value !== null) return value;
  throw problem('usage', { code: 'request-malformed', message: `${name} is missing`, remedy: `Add it: ?${name}=...` });
}

function moment(context: Context, name: string): string | null {
  const asked = text(context, name);
  if (asked === null || Number.isFinite(Date.parse(asked))) return asked;
  throw problem('usage', {
    code: 'not-a-time',
    message: `${asked} is no moment`,
    remedy: 'Write it as 2026-01-31T14:00:00Z',
  });
}
