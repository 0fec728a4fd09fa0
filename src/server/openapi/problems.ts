import { STATUS } from '../../api/problem.ts';
import type { Part } from './part.ts';

const text = { type: 'string' };
const number = { type: 'integer' };

/** The one shape of every error. */
export const PROBLEM: Part = {
  type: 'object',
  description: 'What was not granted and why: every problem that was found, each with the next step',
  required: ['type', 'title', 'status', 'kind', 'problems'],
  properties: {
    type: { type: 'string', description: '`urn:plimsoll:problem:` and the code of the first problem' },
    title: text,
    status: number,
    kind: { type: 'string', enum: Object.keys(STATUS) },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'message', 'remedy'],
        properties: {
          ...{ code: text, message: text, remedy: text, path: text },
          ...{ line: number, col: number, excerpt: text, length: number },
        },
      },
    },
    changed: {
      type: 'object',
      description: 'With 412: the version that it is at now, and what happened since the one that was seen',
      required: ['version', 'events'],
      properties: {
        version: number,
        events: {
          type: 'array',
          items: {
            type: 'object',
            required: ['seq', 'version', 'time', 'type', 'principal'],
            properties: { seq: number, version: number, time: text, type: text, principal: text },
          },
        },
      },
    },
  },
};

interface Kind {
  readonly isChange: boolean;
  readonly isPublic: boolean;
  readonly isTagged: boolean;
}

/** How an operation may be refused; the codes are listed in docs/reference/errors.md. */
export function problemResponses({ isChange, isPublic, isTagged }: Kind): Part {
  const responses: Readonly<Record<number, string | false>> = {
    400: 'The request cannot be read',
    401: !isPublic && 'It is not known who asks',
    403: isPublic ? 'Not from there' : 'Not for this caller, or not from there',
    404: 'There is no such thing',
    409: 'The rules or the state of things say no; nothing was changed',
    412: isTagged && 'It is no longer as it was seen; `changed` says what happened since',
    413: isChange && 'The body is larger than 1 MiB',
    415: isChange && 'The body is no application/json',
    422: 'The configuration is wrong',
    500: 'A bug of ours',
    503: 'It cannot be answered now',
  };
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    Object.entries(responses).flatMap(([status, description]) =>
      description === false ? [] : [[status, { description, content }]],
    ),
  );
}
