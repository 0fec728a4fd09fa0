import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { ConsentWishBody, PolicyWishBody } from '../api/consents.ts';
import type { PlainRequest } from '../api/control-plane.ts';
import { ReplayBody, TestMessageBody } from '../api/notifications.ts';
import {
  AnswerRequestBody,
  OpenRequestBody,
  PlainRequestBody,
  PlanRequestBody,
  policyConsentBody,
  StatementBody,
  StopBody,
} from '../api/schema.ts';
import { Bundle } from '../approval/bundle.ts';
import type { Action } from '../core/authorisation/action.ts';
import type { Checkpoint } from '../core/guard/verified-approval.ts';
import { REPORTS, type ReportKind } from '../report/report.ts';
import type { Door } from './door.ts';
import { answersOnce } from './listener/answers-once.ts';
import { body, strictly } from './routes/body.ts';
import { environmentRoutes } from './routes/environments.ts';
import { eventRoutes } from './routes/events.ts';
import { guardedRoutes } from './routes/guarded.ts';
import { identityRoutes, publicRoutes } from './routes/identity.ts';
import { seenIn } from './routes/if-match.ts';
import { frontRoutes, passkeyRoutes } from './routes/passkeys.ts';
import { count, oneOf } from './routes/query.ts';
import { readRoutes } from './routes/reads.ts';
import { trustRoutes } from './routes/trust.ts';

const REPORT_KINDS = Object.keys(REPORTS) as readonly ReportKind[];
const CHECKPOINTS: readonly Checkpoint[] = [
  'production-promotion',
  'environment-red',
  'ambiguous-metrics',
  'after-rollback',
];
/** The longest a client may wait for news in one request, in seconds. */
const LONGEST_WAIT = 50;

/** The routes of /api/v1. Each parses, calls the control plane, and answers: nothing is decided here. */
export function apiRoutes(door: Door): Hono {
  const app = new Hono();
  const { route, routeBy, open } = guardedRoutes(app, door, answersOnce());
  publicRoutes(open, door);
  frontRoutes(open, door);
  passkeyRoutes(route);
  identityRoutes(route, door);
  readRoutes((path, handle) => route('GET', path, handle));
  eventRoutes(route, door);
  const id = (context: Context): string => context.req.param('id') ?? '';

  route('GET', '/about', (plane) => plane.about());
  route('GET', '/deployments', (plane) => plane.list());
  environmentRoutes(route);
  route('POST', '/deployments', async (plane, context) => plane.open(await body(context, OpenRequestBody)));
  route('POST', '/plans', async (plane, context) => plane.plan(await body(context, PlanRequestBody)));
  route('POST', '/policies/consents', async (plane, context) => {
    const { bundle, ...place } = await body(context, policyConsentBody(z.unknown()));
    return plane.consentToPolicy({ ...place, bundle: strictly(Bundle, bundle) });
  });
  route('POST', '/policies/challenges', async (plane, context) =>
    plane.policyToSign(await body(context, PolicyWishBody)),
  );
  route('GET', '/deployments/:id', (plane, context) => plane.get(id(context)));
  route('GET', '/deployments/:id/events', (plane, context) =>
    plane.events(id(context), count(context, 'after'), Math.min(LONGEST_WAIT, count(context, 'wait'))),
  );
  routeBy('POST', '/deployments/:id/requests', async (context) => {
    const asked = await body(context, PlainRequestBody);
    return {
      action: actionOf(asked),
      texts: [asked.reason],
      handle: (plane) => plane.ask(id(context), asked, seenIn(context)),
    };
  });
  route('GET', '/deployments/:id/checkpoints/:checkpoint', (plane, context) =>
    plane.sheet(id(context), oneOf(CHECKPOINTS, context.req.param('checkpoint'))),
  );
  route('POST', '/deployments/:id/challenges', async (plane, context) =>
    plane.challenge(id(context), await body(context, AnswerRequestBody)),
  );
  route('POST', '/deployments/:id/answers', async (plane, context) =>
    plane.answer(id(context), await body(context, Bundle), seenIn(context)),
  );
  route('GET', '/deployments/:id/break-glass', (plane, context) => plane.glass(id(context)));
  route('POST', '/deployments/:id/break-glass', async (plane, context) =>
    plane.breakGlass(id(context), await body(context, Bundle)),
  );
  route('POST', '/deployments/:id/break-glass/challenges', async (plane, context) =>
    plane.glassToSign(id(context), await body(context, ConsentWishBody)),
  );
  route('GET', '/deployments/:id/reports/:kind', (plane, context) =>
    plane.report(id(context), oneOf(REPORT_KINDS, context.req.param('kind'))),
  );
  route('GET', '/deployments/:id/statements', (plane, context) => plane.statements(id(context)));
  route('POST', '/deployments/:id/statements', async (plane, context) =>
    plane.argue(id(context), await body(context, StatementBody)),
  );
  route('GET', '/deployments/:id/record', (plane, context) =>
    plane.record(id(context), { after: count(context, 'after'), until: count(context, 'until') }),
  );
  trustRoutes(route);
  route('POST', '/notifications/test', async (plane, context) =>
    plane.testReceiver(await body(context, TestMessageBody)),
  );
  route('POST', '/notifications/:id/replay', async (plane, context) => {
    await body(context, ReplayBody);
    return plane.replay(id(context));
  });
  route('POST', '/stop', async (plane, context) => plane.stop(await body(context, StopBody)));
  return app;
}

// Rolling back is open to all who may roll back, also as the answer to a question.
const actionOf = ({ kind }: PlainRequest): Action => (kind === 'rollback-at-checkpoint' ? 'rollback' : kind);
