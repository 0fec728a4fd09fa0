import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ProblemError, STATUS } from '../api/problem.ts';
import type { Authenticate } from './authenticate.ts';
import { asProblem, problem } from './refused.ts';
import { apiRoutes } from './routes.ts';

/** No body is larger, in bytes. */
const LARGEST_BODY = 1_048_576;

/** The HTTP face of the control plane: the same for the unix socket and the loopback port; only who is let in differs. */
export function httpApp(authenticate: Authenticate, page: () => string): Hono {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
    }),
  );
  app.use(
    bodyLimit({
      maxSize: LARGEST_BODY,
      onError: () =>
        answer(
          problem('usage', {
            code: 'body-too-large',
            message: 'No request body may be larger than 1 MiB',
            remedy: 'Send less',
          }),
        ),
    }),
  );
  app.get('/healthz', (context) => context.json({ ok: true }));
  app.get('/', (context) => context.text(page()));
  app.route('/api/v1', apiRoutes(authenticate));
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
  };
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
}
