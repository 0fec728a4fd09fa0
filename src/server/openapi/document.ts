import { z } from 'zod';
import { ROUTES, type RouteRow } from '../../core/authorisation/route-table.ts';
import { TAGGED } from '../routes/if-match.ts';
import type { ApiRoute, Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import type { Part } from './part.ts';
import { PATH_VALUES, type PathValue } from './path-values.ts';
import { PROBLEM, problemResponses } from './problems.ts';

/** The shapes of answers, made of the types of the source: named ones, and one for each operation. */
export interface AnswerShapes {
  readonly schemas: Readonly<Record<string, Part>>;
  readonly answers: Readonly<Record<string, Part>>;
}

const ABOUT = [
  'Everything that the command line, the page and agents ask of a control plane. Changes are POST with application/json and an',
  'Idempotency-Key; the same key with the same body gets the same answer and changes nothing, with another body it is refused',
  '(409 idempotency-key-reused). The last 1 000 changes are remembered, until a restart. Errors are application/problem+json.',
].join(' ');

const PREFIX = '/api/v1';

/** The API's description, of the table of routes, the shapes of bodies and what is said of each operation. */
export function openApiDocument({ schemas, answers }: AnswerShapes): Part {
  const paths: Record<string, Record<string, Part>> = {};
  for (const [route, operation] of Object.entries(OPERATIONS) as [ApiRoute, Operation][]) {
    const [method = '', path = ''] = route.split(' ');
    const template = path.replaceAll(/:([a-z]+)/gi, '{$1}');
    paths[template] = { ...paths[template], [method.toLowerCase()]: operationOf(route, operation, answers) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Plimsoll', version: '1', description: ABOUT, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/', description: 'The control plane that serves this document' }],
    tags: [...new Set((Object.keys(OPERATIONS) as ApiRoute[]).map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: PROBLEM, ...schemas },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of an agent or a CI job, a session of a person, or what a page got for a one-time code',
        },
      },
    },
  };
}

const tagOf = (route: ApiRoute): string => route.split('/')[3] ?? '';

function operationOf(route: ApiRoute, operation: Operation, answers: AnswerShapes['answers']): Part {
  const row: RouteRow = ROUTES[route];
  const isChange = route.startsWith('POST');
  const isTagged = TAGGED.includes(route.slice(route.indexOf(PREFIX) + PREFIX.length));
  return {
    operationId: operation.answers,
    summary: operation.summary,
    ...(operation.more === undefined ? {} : { description: operation.more }),
    tags: [tagOf(route)],
    security: row === 'public' ? [] : [{ bearer: [] }],
    'x-plimsoll-actions': row === 'public' ? [] : [...row],
    parameters: [
      ...pathParameters(route),
      ...queryParameters(operation),
      ...headerParameters(operation, isChange, isTagged),
    ],
    ...(operation.body === undefined ? {} : { requestBody: requestBody(operation.body) }),
    responses: {
      200: answerOf(operation, answers, { isTagged, isPublic: row === 'public' }),
      ...problemResponses({ isChange, isPublic: row === 'public', isTagged: isTagged && isChange }),
    },
  };
}

const requestBody = (body: z.ZodType): Part => ({
  required: true,
  content: { 'application/json': { schema: schemaOf(body) } },
});

function answerOf(
  { answers: name, streams }: Operation,
  answers: AnswerShapes['answers'],
  { isTagged, isPublic }: { readonly isTagged: boolean; readonly isPublic: boolean },
): Part {
  const seq = { description: 'The position of the record up to which it shows all', schema: { type: 'integer' } };
  const etag = { description: 'The version of what is shown', schema: { type: 'string' } };
  return {
    description: 'The answer',
    headers: { ...(isPublic ? {} : { 'Plimsoll-Seq': seq }), ...(isTagged ? { ETag: etag } : {}) },
    content: {
      'application/json': { schema: answers[name] ?? {} },
      ...(streams === true
        ? { 'text/event-stream': { schema: { type: 'string', description: 'Each message’s data is a StreamedEvent' } } }
        : {}),
    },
  };
}

const pathParameters = (route: ApiRoute): readonly Part[] =>
  [...route.matchAll(/:([a-z]+)/gi)].map(([, name = '']) => {
    const { what, values }: PathValue = PATH_VALUES[name as keyof typeof PATH_VALUES];
    const schema = values === undefined ? { type: 'string' } : { type: 'string', enum: [...values] };
    return { name, in: 'path', required: true, description: what, schema };
  });

const queryParameters = ({ query = {} }: Operation): readonly Part[] =>
  Object.entries(query).map(([name, { schema, what, required }]) => ({
    ...{ name, in: 'query', required: required === true, description: what, schema: schemaOf(schema) },
  }));

function headerParameters({ streams }: Operation, isChange: boolean, isTagged: boolean): readonly Part[] {
  const header = (name: string, required: boolean, description: string, schema: Part): Part => ({
    ...{ name, in: 'header', required, description, schema },
  });
  const key = { type: 'string', pattern: '^[A-Za-z0-9._:-]{8,128}$' };
  return [
    ...(isChange
      ? [header('Idempotency-Key', true, 'A new one with each change, the same when it is sent again', key)]
      : []),
    ...(isChange && isTagged
      ? [header('If-Match', false, 'The ETag that the change was decided on', { type: 'string' })]
      : []),
    ...(streams === true
      ? [header('Last-Event-ID', false, 'The id of the last event that a stream gave', { type: 'string' })]
      : []),
  ];
}

function schemaOf(schema: z.ZodType): Part {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
