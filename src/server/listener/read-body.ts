import { jsonDepth } from '../../core/kernel/json-depth.ts';
import { repeatedKey } from '../../core/kernel/json-keys.ts';
import { problem } from '../refused.ts';
import { DEEPEST_BODY, LARGEST_BODY } from './limits.ts';

const read = new WeakMap<Request, Promise<string>>();

/** The text of a request's body, read once and never more than 1 MiB of it. Called only when it is known who asks. */
export function bodyText(request: Request): Promise<string> {
  const known = read.get(request) ?? reading(request);
  read.set(request, known);
  return known;
}

async function reading(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY)
      throw refusedBody('body-too-large', 'No request body may be larger than 1 MiB', 'Send less');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The JSON of a body, with its limits looked at before a parser sees it. Undefined where it is no JSON. */
export async function bodyJson(request: Request): Promise<unknown> {
  const text = await bodyText(request);
  if (jsonDepth(text) > DEEPEST_BODY) {
    throw refusedBody('body-too-deep', `No request body may be nested deeper than ${DEEPEST_BODY}`, 'Send it flatter');
  }
  const value = parsed(text);
  const twice = value === undefined ? undefined : repeatedKey(text);
  if (twice === undefined) return value;
  // Which of two a reader takes differs: what is checked must be what is done.
  throw refusedBody('key-twice', 'A key stands twice in one object of the request', 'Send each key once');
}

const refusedBody = (code: string, message: string, remedy: string) => problem('usage', { code, message, remedy });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
