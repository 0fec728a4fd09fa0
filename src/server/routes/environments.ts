import type { Context } from 'hono';
import type { ControlPlane } from '../../api/control-plane.ts';
import type { EnvironmentPlace } from '../../api/environments.ts';
import { ActAnswerBody, AdoptionBody, HoldBody, PruneBody } from '../../api/schema.ts';
import { Bundle } from '../../approval/bundle.ts';
import type { EnvironmentAct } from '../../core/guard/verified-act.ts';
import { body } from './body.ts';
import { seenIn } from './if-match.ts';
import { oneOf } from './query.ts';

/** Answers one request of the API. */
type Route = (
  method: 'GET' | 'POST',
  path: string,
  handle: (plane: ControlPlane, context: Context) => Promise<unknown>,
) => void;

const ACTS: readonly EnvironmentAct[] = ['release', 'accept-drift', 'adopt'];

/** What serves where, who holds it, and what an approver signs about it. */
export function environmentRoutes(route: Route): void {
  route('GET', '/environments', (plane) => plane.environments());
  route('GET', '/environments/:unit/:environment', (plane, context) => plane.environment(placeOf(context)));
  route('POST', '/environments/:unit/:environment/hold', async (plane, context) =>
    plane.holdEnvironment(placeOf(context), (await body(context, HoldBody)).reason, seenIn(context)),
  );
  route('POST', '/environments/:unit/:environment/prune', async (plane, context) =>
    plane.prune(placeOf(context), await body(context, PruneBody)),
  );
  route('GET', '/environments/:unit/:environment/acts/:act', (plane, context) =>
    plane.actSheet(placeOf(context), actOf(context)),
  );
  route('POST', '/environments/:unit/:environment/adoptions', async (plane, context) =>
    plane.proposeAdoption(placeOf(context), await body(context, AdoptionBody)),
  );
  route('POST', '/environments/:unit/:environment/challenges', async (plane, context) =>
    plane.actChallenge(placeOf(context), await body(context, ActAnswerBody)),
  );
  route('POST', '/environments/:unit/:environment/acts/:act', async (plane, context) =>
    plane.act(placeOf(context), actOf(context), await body(context, Bundle), seenIn(context)),
  );
}

const placeOf = (context: Context): EnvironmentPlace => ({
  unit: context.req.param('unit') ?? '',
  environment: context.req.param('environment') ?? '',
});

const actOf = (context: Context): EnvironmentAct => oneOf(ACTS, context.req.param('act'));
