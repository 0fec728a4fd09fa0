import { type Context, Hono } from 'hono';
import type { ControlPlane, ReportKind } from '../api/control-plane.ts';
import {
  AnswerRequestBody,
  EnrolDemoBody,
  OpenRequestBody,
  PlainRequestBody,
  PlanRequestBody,
  PolicyConsentBody,
  StopBody,
} from '../api/schema.ts';
import { Bundle } from '../approval/bundle.ts';
import { Enrolment } from '../approval/enrolment.ts';
import type { Checkpoint } from '../core/guard/verified-approval.ts';
import type { Authenticate } from './authenticate.ts';
import { problem } from './refused.ts';
import { body, strictly } from './routes/body.ts';
import { environmentRoutes } from './routes/environments.ts';
import { count, oneOf } from './routes/query.ts';
import { readRoutes } from './routes/reads.ts';

const REPORTS: readonly ReportKind[] = ['staging', 'plan', 'post'];
const CHECKPOINTS: readonly Checkpoint[] = [
  'production-promotion',
  'environment-red',
  'ambiguous-metrics',
  'after-rollback',
];
/** The longest a client may wait for news in one request, in seconds. */
const LONGEST_WAIT = 50;

/** The routes of /api/v1. Each parses, calls the control plane, and answers: nothing is decided here. */
export function apiRoutes(authenticate: Authenticate): Hono {
  const app = new Hono();
  const route = (
    method: 'GET' | 'POST',
    path: string,
    handle: (plane: ControlPlane, context: Context) => Promise<unknown>,
  ): void => {
    app.on(method, path, async (context) => {
      const plane = authenticate(context.req.raw);
      if (plane === undefined) {
        throw problem('not-allowed', {
          code: 'not-signed-in',
          message: 'This way in needs a token',
          remedy: 'Send: Authorization: Bearer TOKEN',
        });
      }
      return context.json((await handle(plane, context)) ?? null);
    });
  };
  readRoutes((path, handle) => route('GET', path, handle));
  const id = (context: Context): string => context.req.param('id') ?? '';

  route('GET', '/about', (plane) => plane.about());
  route('GET', '/deployments', (plane) => plane.list());
  environmentRoutes(route);
  route('POST', '/deployments', async (plane, context) => plane.open(await body(context, OpenRequestBody)));
  route('POST', '/plans', async (plane, context) => plane.plan(await body(context, PlanRequestBody)));
  route('POST', '/policies/consents', async (plane, context) => {
    const { bundle, ...place } = await body(context, PolicyConsentBody);
    return plane.consentToPolicy({ ...place, bundle: strictly(Bundle, bundle) });
  });
  route('GET', '/deployments/:id', (plane, context) => plane.get(id(context)));
  route('GET', '/deployments/:id/events', (plane, context) =>
    plane.events(id(context), count(context, 'after'), Math.min(LONGEST_WAIT, count(context, 'wait'))),
  );
  route('POST', '/deployments/:id/requests', async (plane, context) =>
    plane.ask(id(context), await body(context, PlainRequestBody)),
  );
  route('GET', '/deployments/:id/checkpoints/:checkpoint', (plane, context) =>
    plane.sheet(id(context), oneOf(CHECKPOINTS, context.req.param('checkpoint'))),
  );
  route('POST', '/deployments/:id/challenges', async (plane, context) =>
    plane.challenge(id(context), await body(context, AnswerRequestBody)),
  );
  route('POST', '/deployments/:id/answers', async (plane, context) =>
    plane.answer(id(context), await body(context, Bundle)),
  );
  route('GET', '/deployments/:id/reports/:kind', (plane, context) =>
    plane.report(id(context), oneOf(REPORTS, context.req.param('kind'))),
  );
  route('POST', '/approvers', async (plane, context) => plane.enrol(await body(context, Enrolment)));
  route('POST', '/demo-approver', async (plane, context) => {
    const { config, trust } = await body(context, EnrolDemoBody);
    return plane.enrolDemo(config, trust as Parameters<ControlPlane['enrolDemo']>[1]);
  });
  route('POST', '/stop', async (plane, context) => plane.stop(await body(context, StopBody)));
  return app;
}
