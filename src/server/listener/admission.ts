import type { IncomingMessage } from 'node:http';
import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import { LARGEST_BODY } from './limits.ts';

/** By which names a listener is reached, and from which pages. Both are compared whole: scheme, host and port. */
export interface ListenerRules {
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  /** What its answers say to a browser besides what all do. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is not let in, with the status of its answer. */
export interface NotAdmitted {
  readonly status: 400 | 403 | 405 | 413 | 415 | 417;
  readonly refusal: Refusal;
}

const METHODS = ['GET', 'HEAD', 'POST'];
// What one of these says must not depend on which of two is read.
const ONCE = ['host', 'origin', 'content-type', 'content-length', 'authorization', 'cookie', 'idempotency-key'];
const JSON_TYPE = /^application\/json(?:\s*;\s*charset=utf-8)?$/i;
const KEY = /^[A-Za-z0-9._:-]{8,128}$/;

/**
 * What speaks against a request by its head alone, before anybody asks who sent it and before a byte of its body is read: a
 * name that is not ours (another site's name that was made to point here), a page that is not ours, a change that a form or an
 * image could have sent.
 */
export function notAdmitted(request: IncomingMessage, rules: ListenerRules): NotAdmitted | undefined {
  return (
    ofForm(request) ??
    ofHost(request, rules) ??
    ofOrigin(request, rules) ??
    (request.method === 'POST' ? ofChange(request, rules) : ofReading(request))
  );
}

function ofForm({ method = '', url = '', headersDistinct, headers }: IncomingMessage): NotAdmitted | undefined {
  const twice = ONCE.find((name) => (headersDistinct[name]?.length ?? 0) > 1);
  if (twice !== undefined) {
    return no(400, 'header-twice', `The header ${twice} stands twice in the request`, 'Send it once');
  }
  if (!METHODS.includes(method)) {
    return no(405, 'method-not-offered', `${method} is not offered here`, 'Read with GET, change with POST');
  }
  if (!url.startsWith('/')) {
    return no(
      400,
      'target-not-a-path',
      'The request names no path of this server',
      'Ask for a path such as /api/v1/about',
    );
  }
  return headers.expect === undefined
    ? undefined
    : no(417, 'no-expectations', 'Nothing is promised before a request is whole', 'Send it without Expect');
}

function ofHost({ headers }: IncomingMessage, { hosts }: ListenerRules): NotAdmitted | undefined {
  if (hosts.includes((headers.host ?? '').toLowerCase())) return undefined;
  return no(403, 'host-not-listed', 'This server is not reached by that name', `Use ${hosts[0]}`);
}

function ofOrigin({ headers }: IncomingMessage, { origins }: ListenerRules): NotAdmitted | undefined {
  const { origin } = headers;
  if (origin === undefined || origins.includes(origin)) return undefined;
  const remedy = origins.length === 0 ? 'Use the command line' : `Open ${origins[0]}`;
  return no(403, 'origin-not-listed', 'No page of another site may ask here', remedy);
}

function ofReading({ headers }: IncomingMessage): NotAdmitted | undefined {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
  return hasBody ? no(400, 'body-not-expected', 'Reading takes no body', 'Send GET without one') : undefined;
}

function ofChange(request: IncomingMessage, { origins }: ListenerRules): NotAdmitted | undefined {
  const { headers } = request;
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) {
    return no(415, 'not-json', 'Changes are asked for with application/json', 'Set content-type: application/json');
  }
  // A browser sends a cookie by itself, so it must also say that a page of ours asked.
  const isOfOurPage = origins.includes(headers.origin ?? '') && headers['sec-fetch-site'] === 'same-origin';
  if (headers.cookie !== undefined && !isOfOurPage) {
    const message = 'With a cookie only our own page may ask for a change';
    return no(403, 'not-from-our-page', message, 'Ask from the page, or with a token and no cookie');
  }
  // A message of agents carries an id of its own, and what it changes has a key of its own further in.
  if (!isOfAgents(request) && !KEY.test(String(headers['idempotency-key'] ?? ''))) {
    const message = 'A change needs an Idempotency-Key of 8 to 128 letters, digits and . _ : -';
    return no(400, 'idempotency-key-missing', message, 'Send a new one with each change, the same when you repeat it');
  }
  return Number(headers['content-length'] ?? 0) > LARGEST_BODY
    ? no(413, 'body-too-large', 'No request body may be larger than 1 MiB', 'Send less')
    : undefined;
}

const isOfAgents = ({ url = '' }: IncomingMessage): boolean => /^\/mcp(?:\?|$)/.test(url);

const no = (status: NotAdmitted['status'], code: string, message: string, remedy: string): NotAdmitted => ({
  status,
  refusal: refuse(code, message, remedy),
});
