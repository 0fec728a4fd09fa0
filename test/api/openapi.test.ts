import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnswerShapes, openApiDocument } from '../../src/server/openapi/document.ts';
import { aControlPlane, type ControlPlaneOnBench, HEADERS, REQUEST } from './control-plane.ts';
import { type Document, lintOpenApi } from './openapi-lint.ts';

const FILE = new URL('../../schema/openapi.json', import.meta.url);
const committed = readFileSync(FILE, 'utf8');
const document = JSON.parse(committed) as Document;

/** The shapes of answers as they stand in the file: the compiler is asked for them in the slow suite alone. */
function shapesInFile(): AnswerShapes {
  const { Problem: _, ...schemas } = document.components.schemas as Record<string, never>;
  const answers = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map((one) => [
      one.operationId,
      one.responses?.['200']?.content?.['application/json']?.schema,
    ]),
  );
  return { schemas, answers: Object.fromEntries(answers) };
}

describe('schema/openapi.json', () => {
  it('says what routes, bodies and queries say; write it anew with: npm run schema', () => {
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument(shapesInFile()))));
  });

  it('has every route of the table, and of each all that a client must know', () => {
    expect(Object.keys(document.paths).length).toBeGreaterThan(40);
    expect(lintOpenApi(document)).toEqual([]);
  });

  const about = ['paths', '/api/v1/about', 'get'];
  const stop = ['paths', '/api/v1/stop', 'post'];
  it.each<[what: string, where: readonly string[], is: unknown, expected: RegExp]>([
    ['a route left out', ['paths', '/api/v1/about'], undefined, /GET \/api\/v1\/about is not described/],
    ['a route too much', ['paths', '/api/v1/x'], { get: {} }, /GET \/api\/v1\/x is no route of the table/],
    ['an id twice', [...about, 'operationId'], 'list', /operationId list stands twice/],
    ['no summary', [...about, 'summary'], '', /summary is missing/],
    ['an open door', [...about, 'security'], [], /not as the table says/],
    ['an error of another type', [...about, 'responses', '404', 'content'], { 'text/plain': {} }, /no problem\+json/],
    ['nothing of who may not', [...about, 'responses', '403'], undefined, /does not say 401 and 403/],
    ['a change without a key', [...stop, 'parameters'], [], /no Idempotency-Key/],
    ['a change without a body', [...stop, 'requestBody'], undefined, /body has no schema/],
    ['a name that is nowhere', ['components', 'schemas', 'DeploymentView'], undefined, /no schema DeploymentView/],
  ])('would be caught with %s', (_, where, is, expected) => {
    const spoiled = JSON.parse(committed) as Document;
    const parent = where.slice(0, -1).reduce((part, name) => part[name] as Parts, spoiled as never as Parts);
    parent[where.at(-1) ?? ''] = is;

    expect(lintOpenApi(JSON.parse(JSON.stringify(spoiled))).join('\n')).toMatch(expected);
  });
});

interface Parts {
  [name: string]: unknown;
}

describe('what is really answered', () => {
  let here: ControlPlaneOnBench;
  let id: string;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  beforeAll(async () => {
    ajv.addSchema({ $id: 'openapi', ...document });
    here = await aControlPlane();
    await here.enrol();
    id = (await here.plane.open(REQUEST)).view.id;
    await here.until(id, 'awaiting-approval');
    await here.approve(id);
    await here.until(id, 'baking');
  });
  afterAll(() => here.close());

  const asked = async (method: 'GET' | 'POST', template: string, path: string, body?: object) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await here.app.request(path, { method, headers: HEADERS, ...sent });
    const type = response.headers.get('content-type')?.replace(/;.*/, '') ?? '';
    const place = `openapi#/paths/${encode(template)}/${method.toLowerCase()}/responses/${response.status}/content/${encode(type)}/schema`;
    const validate = ajv.getSchema(place);
    if (validate === undefined)
      throw new Error(`nothing is said of ${method} ${template} with ${response.status} ${type}`);
    const isValid = validate(await response.json());
    return { status: response.status, problems: isValid ? [] : validate.errors };
  };

  it.each([
    ...['about', 'whoami', 'current', 'history', 'events', 'deployments', 'environments', 'trust', 'tokens'],
    ...['deployments/{id}', 'deployments/{id}/events', 'deployments/{id}/logs', 'deployments/{id}/evidence'],
    ...['deployments/{id}/reports/{kind}', 'environments/{unit}/{environment}'],
  ])('GET /api/v1/%s is as described', async (rest) => {
    const template = `/api/v1/${rest}`;
    const values: Record<string, string> = { id, unit: 'checkout', environment: 'production', kind: 'plan' };
    const path = template.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => values[name] ?? '');

    expect(await asked('GET', template, path)).toEqual({ status: 200, problems: [] });
  });

  it('a change and a refusal are as described', async () => {
    const requests = '/api/v1/deployments/{id}/requests';
    const body = { kind: 'hold', reason: 'a look' };

    expect(await asked('POST', requests, requests.replace('{id}', id), body)).toEqual({ status: 200, problems: [] });
    expect(await asked('POST', requests, requests.replace('{id}', 'none'), body)).toEqual({
      status: 404,
      problems: [],
    });
    expect(await asked('POST', requests, requests.replace('{id}', id), { kind: 'x' })).toEqual({
      status: 400,
      problems: [],
    });
  });

  it('the description itself is served to everybody', async () => {
    const response = await here.app.request('/openapi.json', { headers: { host: HEADERS.host } });

    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.text()).toBe(committed);
  });
});

const encode = (text: string): string => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
