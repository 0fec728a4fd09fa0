import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ProblemError, STATUS } from '../api/problem.ts';
import type { Door } from './door.ts';
import { withSecurityHeaders } from './listener/security-headers.ts';
import { metricsRoute } from './metrics.ts';
import { openApiRoute } from './openapi/route.ts';
import { pageRoutes } from './pages/routes.ts';
import { asProblem, problem } from './refused.ts';
import { type AroundAgents, agentRoutes } from './routes/agents.ts';
import { apiRoutes } from './routes.ts';

/** The HTTP face of the control plane: the same for the unix socket and the loopback port; only who is let in differs. */
export function httpApp(door: Door, page: () => string, agents?: AroundAgents): Hono {
  const app = new Hono();
  app.use(withSecurityHeaders);
  app.get('/healthz', (context) => context.json({ ok: true }));
  pageRoutes(app, page);
  openApiRoute(app);
  metricsRoute(app, door);
  app.route('/api/v1', apiRoutes(door));
  if (agents !== undefined) agentRoutes(app, door, agents);
  app.notFound(() =>
    answer(
      problem('not-found', {
        code: 'no-such-page',
        message: 'There is nothing here',
        remedy: 'The API is under /api/v1',
      }),
    ),
  );
  app.onError((error) => answer(asProblem(error)));
  return app;
}

/** A problem as application/problem+json. */
export function answer(error: ProblemError): Response {
  const status = STATUS[error.kind] as ContentfulStatusCode;
  const first = error.problems[0];
  const body = {
    type: `urn:plimsoll:problem:${first?.code ?? 'unknown'}`,
    title: first?.message,
    status,
    kind: error.kind,
    problems: error.problems,
    ...(error.changed === undefined ? {} : { changed: error.changed }),
  };
  const asks = status === 401 ? { 'www-authenticate': 'Bearer realm="plimsoll"' } : {};
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...asks },
  });
}
