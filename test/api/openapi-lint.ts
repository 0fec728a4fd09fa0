import { ROUTES, type RouteRow } from '../../src/core/authorisation/route-table.ts';

type Json = Record<string, unknown>;
interface Response {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema?: unknown;
}
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Json[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> };
  readonly responses?: Readonly<Record<string, Response>>;
}
/** As much of an OpenAPI document as the rules look at. */
export interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly tags: readonly { readonly name: string }[];
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const PROBLEM = '{"$ref":"#/components/schemas/Problem"}';

/** What is wrong with the API's description; empty when nothing is. */
export function lintOpenApi(document: Document): readonly string[] {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return [
    ...(document.openapi === '3.1.0' ? [] : [`it is of version ${document.openapi}`]),
    ...ofTable(operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{([a-z]+)\}/gi, ':$1')}`)),
    ...twice(operations.map(({ operation }) => operation.operationId ?? '')).map(
      (id) => `operationId ${id} stands twice`,
    ),
    ...operations.flatMap(({ path, method, operation }) =>
      ofOperation(document, path, method, operation).map((wrong) => `${method} ${path}: ${wrong}`),
    ),
    ...ofReferences(document),
  ];
}

function ofTable(described: readonly string[]): readonly string[] {
  const routes = Object.keys(ROUTES).filter((name) => name.includes(' /api/v1/'));
  return [
    ...routes.filter((name) => !described.includes(name)).map((name) => `${name} is not described`),
    ...described.filter((name) => !routes.includes(name)).map((name) => `${name} is no route of the table`),
  ];
}

function ofOperation(document: Document, path: string, method: string, operation: Operation): readonly string[] {
  const { operationId, summary = '', tags = [], security, parameters = [], requestBody, responses = {} } = operation;
  const row: RouteRow | undefined =
    ROUTES[`${method} ${path.replaceAll(/\{([a-z]+)\}/gi, ':$1')}` as keyof typeof ROUTES];
  const templated = [...path.matchAll(/\{([a-z]+)\}/gi)].map(([, name = '']) => name);
  const declared = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
  const expected = row === 'public' ? '[]' : '[{"bearer":[]}]';
  const refusals = Object.entries(responses).filter(([status]) => status !== '200');
  const wrong: readonly (string | false)[] = [
    !/^[a-z][A-Za-z]*$/.test(operationId ?? '') && 'it has no operationId',
    (summary === '' || summary.length > 110 || summary.endsWith('.')) &&
      'its summary is missing, long or ends with a dot',
    (tags.length !== 1 || !document.tags.some(({ name }) => name === tags[0])) && 'it has not one known tag',
    JSON.stringify(security) !== expected && 'who may ask is not as the table says',
    templated.join() !== declared.join() && 'its path and its path parameters differ',
    twice(parameters.map((one) => `${one.in} ${one.name}`)).length > 0 && 'a parameter stands twice',
    parameters.some((one) => !one.description || one.schema === undefined) && 'a parameter has no words or no schema',
    responses['200']?.content?.['application/json']?.schema === undefined && 'its answer has no schema',
    refusals.length === 0 && 'it says nothing of refusals',
    refusals.some(([, { description, content }]) => {
      const schema = content?.['application/problem+json']?.schema;
      return !description || JSON.stringify(schema) !== PROBLEM || Object.keys(content ?? {}).length !== 1;
    }) && 'a refusal is no problem+json',
    row !== 'public' && !(responses['401'] && responses['403']) && 'it needs a caller and does not say 401 and 403',
    method === 'POST' && requestBody?.content?.['application/json']?.schema === undefined && 'its body has no schema',
    method === 'POST' &&
      !parameters.some((one) => one.name === 'Idempotency-Key' && one.in === 'header' && one.required) &&
      'it changes and asks for no Idempotency-Key',
    method !== 'POST' && requestBody !== undefined && 'it reads and takes a body',
  ];
  return wrong.filter((one): one is string => one !== false);
}

function ofReferences({ paths, components }: Document): readonly string[] {
  const known = Object.keys(components.schemas);
  const used = new Set(
    [...JSON.stringify({ paths, components }).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name = '']) => name,
    ),
  );
  return [
    ...[...used].filter((name) => !known.includes(name)).map((name) => `there is no schema ${name}`),
    // What streams send is named in words alone: the document has no way to describe a message.
    ...known
      .filter((name) => !used.has(name) && name !== 'StreamedEvent' && name !== 'StreamSigns')
      .map((name) => `nothing uses the schema ${name}`),
  ];
}

const twice = (all: readonly string[]): readonly string[] => all.filter((one, index) => all.indexOf(one) !== index);
