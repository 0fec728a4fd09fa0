import { ActAnswerBody, AdoptionBody, HoldBody, PruneBody } from '../../../api/schema.ts';
import { Bundle } from '../../../approval/bundle.ts';
import type { ApiRoute, Operations } from '../operation.ts';
import { AHEAD } from '../query-values.ts';

type Route = Extract<ApiRoute, `${string}/environments${string}`>;

/** What serves where, and what is done to it. */
export const ENVIRONMENTS: Operations<Route> = {
  'GET /api/v1/environments': { answers: 'environments', summary: 'Every environment that something was deployed to' },
  'GET /api/v1/environments/:unit/:environment': {
    answers: 'environment',
    summary: 'One environment, compared with its record at this moment',
    more: 'ETag is its version: send it as If-Match with a change that was decided on this view.',
  },
  'GET /api/v1/environments/:unit/:environment/blackouts': {
    answers: 'environmentBlackouts',
    summary: 'Its blackout windows, by the newest configuration that was deployed',
    query: AHEAD,
  },
  'POST /api/v1/environments/:unit/:environment/hold': {
    answers: 'holdEnvironment',
    summary: 'Keep everything forward out of an environment',
    body: HoldBody,
  },
  'POST /api/v1/environments/:unit/:environment/prune': {
    answers: 'prune',
    summary: 'Remove the stored releases of its unit that nothing needs',
    body: PruneBody,
  },
  'GET /api/v1/environments/:unit/:environment/acts/:act': {
    answers: 'actSheet',
    summary: 'What an act on an environment would answer now, as it is put to a person',
  },
  'POST /api/v1/environments/:unit/:environment/adoptions': {
    answers: 'proposeAdoption',
    summary: 'Look at what runs and is not recorded, and say what adopting it would record',
    body: AdoptionBody,
  },
  'POST /api/v1/environments/:unit/:environment/challenges': {
    answers: 'actChallenge',
    summary: 'A statement with a fresh nonce for one act, to be signed',
    body: ActAnswerBody,
  },
  'POST /api/v1/environments/:unit/:environment/acts/:act': {
    answers: 'act',
    summary: 'Free an environment, accept its drift or adopt what runs with a signed statement',
    body: Bundle,
  },
};
