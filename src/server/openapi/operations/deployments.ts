import { z } from 'zod';
import { ConsentWishBody, PolicyWishBody } from '../../../api/consents.ts';
import {
  AnswerRequestBody,
  OpenRequestBody,
  PlainRequestBody,
  PlanRequestBody,
  policyConsentBody,
  StatementBody,
} from '../../../api/schema.ts';
import { Bundle } from '../../../approval/bundle.ts';
import type { ApiRoute, Operations } from '../operation.ts';
import { AFTER, CHECK, CONFIG, ENVIRONMENT, LINES, PLACE, TRACK, UNIT, WAIT } from '../query-values.ts';

type Route = Extract<ApiRoute, `${string}/deployments${string}` | `${string}/plans` | `${string}/policies${string}`>;

/** What is deployed, and what people answer on the way. */
export const DEPLOYMENTS: Operations<Route> = {
  'GET /api/v1/deployments': { answers: 'list', summary: 'All deployments, newest first' },
  'POST /api/v1/deployments': {
    answers: 'open',
    summary: 'Open a deployment',
    more: 'The same intent while one is under way attaches to that one.',
    body: OpenRequestBody,
  },
  'GET /api/v1/deployments/:id': {
    answers: 'get',
    summary: 'One deployment as it is now',
    more: 'ETag is its version: send it as If-Match with a change that was decided on this view.',
  },
  'GET /api/v1/deployments/:id/events': {
    answers: 'events',
    summary: 'What happened to a deployment, behind a version of it',
    query: { after: AFTER, wait: WAIT },
  },
  'GET /api/v1/deployments/:id/logs': {
    answers: 'logs',
    summary: 'What its instances and checks printed last',
    query: { environment: ENVIRONMENT, track: TRACK, check: CHECK, lines: LINES },
  },
  'GET /api/v1/deployments/:id/course': {
    answers: 'course',
    summary: 'What was measured of its rollout, gate by gate; null before that',
  },
  'GET /api/v1/deployments/:id/evidence': {
    answers: 'evidence',
    summary: 'Where its release comes from, and what was shown of that',
  },
  'GET /api/v1/deployments/:id/reports/:kind': { answers: 'report', summary: 'A report, as a value and as Markdown' },
  'GET /api/v1/deployments/:id/statements': {
    answers: 'statements',
    summary: 'Everything that was said beside it, for readers alone',
  },
  'POST /api/v1/deployments/:id/statements': {
    answers: 'argue',
    summary: 'Say something beside it, for whoever answers',
    more: 'It answers and changes nothing, is never evidence, and stands beside the question as it was written.',
    body: StatementBody,
  },
  'GET /api/v1/deployments/:id/record': {
    answers: 'record',
    summary: 'A part of its record, with what proves it',
    query: { after: AFTER, until: { schema: z.int().min(0), what: 'Where the record ends, as the first part said' } },
  },
  'GET /api/v1/deployments/:id/checkpoints/:checkpoint': {
    answers: 'sheet',
    summary: 'The question of a checkpoint, with everything that is put before a person',
  },
  'POST /api/v1/deployments/:id/requests': {
    answers: 'ask',
    summary: 'Hold, resume, abort or roll back',
    more: 'Holding and rolling back need no If-Match: the safe direction is one step, whatever has changed.',
    body: PlainRequestBody,
  },
  'POST /api/v1/deployments/:id/challenges': {
    answers: 'challenge',
    summary: 'A statement with a fresh nonce, to be signed as the answer of a checkpoint',
    body: AnswerRequestBody,
  },
  'POST /api/v1/deployments/:id/answers': {
    answers: 'answer',
    summary: 'Answer a checkpoint with a signed statement',
    body: Bundle,
  },
  'GET /api/v1/deployments/:id/break-glass': {
    answers: 'glass',
    summary: 'The stage or bake under way, as it is put to somebody who would shorten it',
  },
  'POST /api/v1/deployments/:id/break-glass': {
    answers: 'breakGlass',
    summary: 'Shorten the stage or bake under way with a signed statement',
    body: Bundle,
  },
  'POST /api/v1/deployments/:id/break-glass/challenges': {
    answers: 'glassToSign',
    summary: 'The statement for that, and the challenge that binds a passkey to it',
    body: ConsentWishBody,
  },
  'POST /api/v1/plans': {
    answers: 'plan',
    summary: 'What a deployment would do',
    more: 'Changes no environment; with `package` the artifacts are built and stored.',
    body: PlanRequestBody,
  },
  'GET /api/v1/policies': {
    answers: 'policy',
    summary: 'What protects an environment, and what would take its place',
    more: 'That is what a configuration file proposes; or, with `unit`, the change that waits there for more signatures.',
    query: { ...PLACE, config: { schema: CONFIG.schema, what: CONFIG.what }, unit: UNIT },
  },
  'GET /api/v1/policies/waiting': {
    answers: 'policiesWaiting',
    summary: 'Every change of policy that somebody signed and that waits for others',
  },
  'POST /api/v1/policies/challenges': {
    answers: 'policyToSign',
    summary: 'The statement for a change of policy, and the challenge that binds a passkey to it',
    body: PolicyWishBody,
  },
  'POST /api/v1/policies/consents': {
    answers: 'consentToPolicy',
    summary: 'Sign a change of policy',
    body: policyConsentBody(Bundle),
  },
};
