import type { Context, Hono } from 'hono';
import type { ControlPlane } from '../../api/control-plane.ts';
import type { Action } from '../../core/authorisation/action.ts';
import { type RouteRow, rowOf } from '../../core/authorisation/route-table.ts';
import { InvariantViolation } from '../../core/kernel/invariant.ts';
import { costOf, refuseText } from '../../core/principal/spend-budget.ts';
import type { Caller } from '../caller.ts';
import type { Door } from '../door.ts';
import type { AnswersOnce } from '../listener/answers-once.ts';
import { problem, refused } from '../refused.ts';
import { answered, refuseUntagged } from './if-match.ts';

type Method = 'GET' | 'POST';
type Handle = (plane: ControlPlane, context: Context, caller: Caller) => Promise<unknown>;

/** No body of somebody unknown is larger, in bytes. */
const LARGEST_UNKNOWN = 32 * 1_024;

/** What a body turned out to ask for. */
interface Wanted {
  readonly action: Action;
  /** What it would put into the record. */
  readonly texts: readonly string[];
  readonly handle: (plane: ControlPlane) => Promise<unknown>;
}

/** The ways to put up a route: none of them answers before the table was asked. */
export interface GuardedRoutes {
  /** A route that is about one action. */
  readonly route: (method: Method, path: string, handle: Handle) => void;
  /** A route that is about one of several actions, by its body. */
  readonly routeBy: (method: Method, path: string, read: (context: Context) => Promise<Wanted>) => void;
  /** A route of which the table says that it needs no caller. */
  readonly open: (method: Method, path: string, handle: (context: Context) => Promise<unknown>) => void;
}

/** Puts up routes behind the table. A route without a row cannot be put up, and a row is obeyed before a body is read. */
export function guardedRoutes(app: Hono, door: Door, once: AnswersOnce): GuardedRoutes {
  const answering = (method: Method, context: Context, answer: () => Promise<unknown>): Promise<unknown> =>
    method === 'POST' ? once(context.req.raw, answer) : answer();
  return {
    route: (method, path, handle) => {
      const [action] = actionsOf(method, path, 1);
      app.on(method, path, async (context) => {
        const caller = door.authenticate(context.req.raw);
        await door.access.permit(caller, action, door.budgetAt(deploymentIn(context)));
        const answer = () => handle(door.planeFor(caller), context, caller);
        refuseUntagged(method, path, context);
        const { head } = door.streams;
        return answered(context, path, head, await answering(method, context, answer));
      });
    },
    routeBy: (method, path, read) => {
      const actions = actionsOf(method, path, 2);
      app.on(method, path, async (context) => {
        const caller = door.authenticate(context.req.raw);
        const { action, texts, handle } = await read(context);
        if (!actions.includes(action)) throw new InvariantViolation(`${method} ${path} has no row for ${action}`);
        const budget = door.budgetAt(deploymentIn(context));
        await door.access.permit(caller, action, budget);
        if (caller.principal.kind === 'agent' && costOf(action) !== 'free') {
          const long = texts.map((text) => refuseText(text, budget)).find((refusal) => refusal !== null);
          if (long !== undefined) throw refused(long);
        }
        refuseUntagged(method, path, context);
        const { head } = door.streams;
        return answered(context, path, head, await answering(method, context, () => handle(door.planeFor(caller))));
      });
    },
    open: (method, path, handle) => {
      if (rowAt(method, path) !== 'public') throw new InvariantViolation(`${method} ${path} is not public`);
      app.on(method, path, async (context) => {
        refuseLong(context);
        return context.json((await handle(context)) ?? null);
      });
    },
  };
}

/** Nobody knows who sends it, so little of it is read: by its head alone, before a byte of the body. */
function refuseLong({ req }: Context): void {
  if (req.header('transfer-encoding') === undefined && Number(req.header('content-length') ?? 0) <= LARGEST_UNKNOWN)
    return;
  throw problem('usage', {
    code: 'body-too-large',
    message: 'Whoever is not known yet sends 32 KiB at most, and says how long it is',
    remedy: 'Send less, with Content-Length',
  });
}

const deploymentIn = (context: Context): string | undefined =>
  context.req.path.startsWith('/api/v1/deployments/') ? context.req.param('id') : undefined;

function rowAt(method: Method, path: string): RouteRow {
  const row = rowOf(`${method} /api/v1${path}`);
  if (row !== undefined) return row;
  throw new InvariantViolation(`${method} ${path} has no row in core/authorisation/route-table.ts: nobody may ask it`);
}

function actionsOf(method: Method, path: string, least: 1 | 2): readonly [Action, ...Action[]] {
  const row = rowAt(method, path);
  if (row !== 'public' && (least === 1 ? row.length === 1 : row.length > 1)) return row;
  throw new InvariantViolation(`${method} ${path} is put up as another kind of route than its row says`);
}
