import type { Hono } from 'hono';
import { refuse } from '../core/kernel/refusal.ts';
import { scopeOf } from './caller.ts';
import type { Door } from './door.ts';
import { refused } from './refused.ts';

const FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

/** What was counted, for Prometheus: to whoever may look at everything, as the table of routes says. */
export function metricsRoute(app: Hono, door: Door): void {
  app.get('/metrics', async (context) => {
    const caller = door.authenticate(context.req.raw);
    await door.access.permit(caller, 'read', door.budgetAt(undefined));
    const { units, environments } = scopeOf(caller);
    if (units !== null || environments !== null) {
      const remedy = 'Make one that sees all: plimsoll token create --kind ci --only read';
      throw refused(refuse('token-not-for-this', 'A token for certain places is not for /metrics', remedy));
    }
    return context.body((await door.metrics?.()) ?? '', 200, { 'content-type': FORMAT });
  });
}
