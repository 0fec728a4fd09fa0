import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { ProblemError } from '../../api/problem.ts';
import { parseFilter, type StreamFilter } from '../../api/stream-filter.ts';
import { refusePlace } from '../../core/authorisation/scope.ts';
import { InvariantViolation } from '../../core/kernel/invariant.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';
import { principalText } from '../../core/principal/principal.ts';
import { type Caller, scopeOf } from '../caller.ts';
import type { Door } from '../door.ts';
import { becomesStream } from '../listener/connections.ts';
import { problem } from '../refused.ts';
import { pipeOver } from '../sse/pipe.ts';
import type { GuardedRoutes } from './guarded.ts';
import { count } from './query.ts';

/** The longest a client may wait for news in one request, in seconds. */
const LONGEST_WAIT = 50;

/** What happens, in all deployments: as a stream to whoever asks for one, else a page at a time. */
export function eventRoutes(route: GuardedRoutes['route'], door: Door): void {
  route('GET', '/events', async (plane, context, caller) =>
    asksForStream(context)
      ? streamed(door, context, caller)
      : plane.feed(count(context, 'after'), Math.min(LONGEST_WAIT, count(context, 'wait'))),
  );
}

const asksForStream = ({ req }: Context): boolean =>
  req.method === 'GET' && (req.header('accept') ?? '').toLowerCase().includes('text/event-stream');

function streamed({ streams, authenticate, access }: Door, context: Context, caller: Caller): Response {
  const { outgoing } = context.env as { readonly outgoing?: ServerResponse };
  if (outgoing === undefined) throw new InvariantViolation('a stream of events needs the answer of a connection');
  const principal = principalText(caller.principal);
  const filter = filterOf(context);
  const after = afterOf(context);
  const scope = scopeOf(caller);
  streams.admit(principal);
  becomesStream(outgoing);
  streams.serve(pipeOver(outgoing), {
    principal,
    filter,
    after,
    sees: (event) => refusePlace(scope, event) === null,
    mayNot: () => {
      const known = stillKnown(() => authenticate(context.req.raw));
      if (known === null) return 'not-signed-in';
      return isRefusal(access.mayDo(known, 'read')) ? 'not-allowed' : null;
    },
  });
  return RESPONSE_ALREADY_SENT;
}

function stillKnown(authenticate: () => Caller): Caller | null {
  try {
    return authenticate();
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}

function filterOf(context: Context): StreamFilter {
  const filter = parseFilter(context.req.query('filter') ?? '');
  if (filter !== null) return filter;
  throw problem('usage', {
    code: 'filter-unreadable',
    message: 'The filter cannot be read',
    remedy: 'Write it as unit:NAME,environment:NAME,deployment:ID; names of one kind are alternatives',
  });
}

/** Where it begins: a browser that comes again says so in a header, and that counts before the address. */
function afterOf(context: Context): number | null {
  const asked = context.req.header('last-event-id') ?? context.req.query('after');
  if (asked === undefined) return null;
  if (/^\d{1,15}$/.test(asked)) return Number(asked);
  throw problem('usage', {
    code: 'position-unreadable',
    message: 'The position to go on from is no whole number',
    remedy: 'Send the id of the last event as Last-Event-ID or after=SEQ; leave it out to begin now',
  });
}
