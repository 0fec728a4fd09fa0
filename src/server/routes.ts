import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import type { ControlPlane, ReportKind } from '../api/control-plane.ts';
import { AnswerRequestBody, EnrolDemoBody, OpenRequestBody, PlainRequestBody, StopBody } from '../api/schema.ts';
import { Bundle } from '../approval/bundle.ts';
import { Enrolment } from '../approval/enrolment.ts';
import type { Checkpoint } from '../core/guard/verified-approval.ts';
import type { Authenticate } from './authenticate.ts';
import { problem } from './refused.ts';

const REPORTS: readonly ReportKind[] = ['staging', 'plan', 'post'];
const CHECKPOINTS: readonly Checkpoint[] = ['production-promotion', 'ambiguous-metrics', 'after-rollback'];
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
  const id = (context: Context): string => context.req.param('id') ?? '';

  route('GET', '/about', (plane) => plane.about());
  route('GET', '/deployments', (plane) => plane.list());
  route('GET', '/environments', (plane) => plane.environments());
  route('POST', '/deployments', async (plane, context) => plane.open(await body(context, OpenRequestBody)));
  route('POST', '/plans', async (plane, context) => plane.plan(await body(context, OpenRequestBody)));
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

/** The body, read strictly: JSON only, and just the fields that are known. */
async function body<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  if (!(context.req.header('content-type') ?? '').startsWith('application/json')) {
    throw problem('usage', {
      code: 'not-json',
      message: 'Changes are asked for with application/json',
      remedy: 'Set content-type: application/json',
    });
  }
  const value: unknown = await context.req.json().catch(() => undefined);
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const message = `The request is malformed at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? 'unreadable'}`;
  throw problem('usage', { code: 'request-malformed', message, remedy: 'Compare it with the API’s documentation' });
}

function count(context: Context, name: string): number {
  const value = Number(context.req.query(name) ?? 0);
  return Number.isInteger(value) && value >= 0 ? value : 0;
}

function oneOf<T extends string>(known: readonly T[], asked: string | undefined): T {
  const found = known.find((one) => one === asked);
  if (found !== undefined) return found;
  throw problem('not-found', {
    code: 'no-such-page',
    message: `${asked} is not known here`,
    remedy: `Use one of: ${known.join(', ')}`,
  });
}
