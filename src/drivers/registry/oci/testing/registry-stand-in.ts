import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the registry saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

/** What a test does to one request: lets it be, cuts the line before or after it is done, says nothing, or answers otherwise. */
export type Interposed =
  | undefined
  | 'cut-before'
  | 'cut-after'
  | 'silent'
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | Buffer };

/** What a stand-in can do. */
export interface Traits {
  /** Tokens from a server of its own, a login at once, or nobody asked. */
  readonly login?: 'token' | 'basic';
  /** Whether it lists referrers by itself. */
  readonly referrers?: boolean;
}

const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

/** A registry of the distribution specification in memory, which a test may have lie and die. */
export class RegistryStandIn {
  readonly blobs = new Map<string, Map<string, Buffer>>();
  readonly manifests = new Map<string, Map<string, { bytes: Buffer; type: string }>>();
  readonly tags = new Map<string, Map<string, string>>();
  readonly uploads = new Map<string, Buffer>();
  readonly seen: Seen[] = [];
  readonly tokens = new Set<string>();
  interpose: (seen: Seen) => Interposed = () => undefined;
  readonly #traits: Traits;
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch(() => response.destroy());
  });

  private constructor(traits: Traits) {
    this.#traits = traits;
  }

  static async start(traits: Traits = {}): Promise<RegistryStandIn> {
    const made = new RegistryStandIn(traits);
    await new Promise<void>((resolve) => {
      made.#server.listen(0, '127.0.0.1', resolve);
    });
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  /** Nothing is kept and nothing was asked. */
  clear(): void {
    for (const kept of [this.blobs, this.manifests, this.tags, this.uploads]) kept.clear();
    this.seen.length = 0;
    this.interpose = () => undefined;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '/', headers } = request;
    const seen = { method, path, authorization: headers.authorization };
    this.seen.push(seen);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const interposed = this.interpose(seen);
    if (interposed === 'cut-before') {
      response.destroy();
      return;
    }
    if (interposed === 'silent') return;
    const isRefused = typeof interposed === 'object' && (interposed.status ?? 200) >= 400;
    const made = isRefused
      ? error(interposed.status ?? 500, 'REFUSED')
      : this.#answer(request, new URL(path, this.url), Buffer.concat(chunks));
    if (interposed === 'cut-after') {
      response.destroy();
      return;
    }
    const body = interposed?.body ?? made.body ?? '';
    const length = method === 'HEAD' ? (made.body ?? '').length : Buffer.byteLength(body);
    response.writeHead(interposed?.status ?? made.status, {
      'Content-Length': length,
      ...made.headers,
      ...interposed?.headers,
    });
    response.end(method === 'HEAD' ? undefined : body);
  }

  #answer({ method = '', headers }: IncomingMessage, url: URL, body: Buffer): Answer {
    if (url.pathname === '/token') return this.#token(headers.authorization);
    const refused = this.#refusal(headers.authorization);
    if (refused !== undefined) return refused;
    const [, name = '', kind = '', rest = ''] =
      /^\/v2\/(.+?)\/(blobs\/uploads|blobs|manifests|referrers|tags)\/(.*)$/.exec(url.pathname) ?? [];
    if (kind === 'blobs/uploads') return this.#upload(method, name, rest, url.searchParams, headers, body);
    if (kind === 'blobs') return found(this.blobs.get(name)?.get(rest));
    if (kind === 'manifests') return this.#manifest(method, name, rest, String(headers['content-type']), body);
    if (kind === 'referrers' && this.#traits.referrers === true) return this.#referrers(name, rest);
    return error(404, 'NOT_FOUND');
  }

  #token(authorization: string | undefined): Answer {
    if (authorization !== LOGIN) return error(401, 'UNAUTHORIZED');
    const token = randomUUID();
    this.tokens.add(token);
    return { status: 200, body: JSON.stringify({ token, expires_in: 300 }) };
  }

  #refusal(authorization = ''): Answer | undefined {
    if (this.#traits.login === 'basic' && authorization !== LOGIN) {
      return { ...error(401, 'UNAUTHORIZED'), headers: { 'WWW-Authenticate': 'Basic realm="here"' } };
    }
    if (this.#traits.login === 'token' && !this.tokens.has(authorization.replace('Bearer ', ''))) {
      const challenge = `Bearer realm="${this.url}/token",service="here",scope="repository:of-its-own:pull"`;
      return { ...error(401, 'UNAUTHORIZED'), headers: { 'WWW-Authenticate': challenge } };
    }
    return undefined;
  }

  #upload(
    method: string,
    name: string,
    id: string,
    query: URLSearchParams,
    headers: IncomingMessage['headers'],
    body: Buffer,
  ): Answer {
    if (method === 'POST') {
      const mounted = this.blobs.get(query.get('from') ?? '')?.get(query.get('mount') ?? '');
      if (mounted !== undefined) {
        inside(this.blobs, name).set(query.get('mount') ?? '', mounted);
        return { status: 201 };
      }
      const begun = randomUUID();
      this.uploads.set(begun, Buffer.alloc(0));
      return { status: 202, headers: { Location: `/v2/${name}/blobs/uploads/${begun}?state=a%2Fb` } };
    }
    const before = this.uploads.get(id);
    if (before === undefined) return error(404, 'BLOB_UPLOAD_UNKNOWN');
    const range = (bytes: Buffer) => ({
      Location: `/v2/${name}/blobs/uploads/${id}?state=${bytes.length}`,
      Range: `0-${Math.max(0, bytes.length - 1)}`,
    });
    if (method === 'GET') return { status: 204, headers: range(before) };
    const from = headers['content-range']?.split('-')[0];
    if (from !== undefined && Number(from) !== before.length) return error(416, 'RANGE_INVALID', range(before));
    const after = Buffer.concat([before, body]);
    this.uploads.set(id, after);
    if (method === 'PATCH') return { status: 202, headers: range(after) };
    const digest = query.get('digest') ?? '';
    this.uploads.delete(id);
    if (sha256(after) !== digest) return error(400, 'DIGEST_INVALID');
    inside(this.blobs, name).set(digest, after);
    return { status: 201, headers: { 'Docker-Content-Digest': digest } };
  }

  #manifest(method: string, name: string, reference: string, type: string, body: Buffer): Answer {
    const kept = inside(this.manifests, name);
    const tags = inside(this.tags, name);
    const digest = reference.startsWith('sha256:') ? reference : (tags.get(reference) ?? '');
    if (method === 'PUT') {
      const own = sha256(body);
      if (reference.startsWith('sha256:') && own !== reference) return error(400, 'DIGEST_INVALID');
      const { config, layers = [], subject } = JSON.parse(body.toString('utf8'));
      const named = [config, ...layers].filter((one) => one !== undefined).map((one: { digest: string }) => one.digest);
      if (named.some((one) => this.blobs.get(name)?.has(one) !== true)) return error(404, 'MANIFEST_BLOB_UNKNOWN');
      kept.set(own, { bytes: body, type });
      if (own !== reference) tags.set(reference, own);
      const listed = this.#traits.referrers === true && subject !== undefined;
      return {
        status: 201,
        headers: { 'Docker-Content-Digest': own, ...(listed ? { 'OCI-Subject': subject.digest } : {}) },
      };
    }
    const one = kept.get(digest);
    if (one === undefined) return error(404, 'MANIFEST_UNKNOWN');
    if (method === 'DELETE') {
      kept.delete(digest);
      for (const [tag, means] of tags) if (means === digest) tags.delete(tag);
      return { status: 202 };
    }
    return { status: 200, headers: { 'Content-Type': one.type, 'Docker-Content-Digest': digest }, body: one.bytes };
  }

  #referrers(name: string, digest: string): Answer {
    const manifests = [...inside(this.manifests, name)].flatMap(([own, { bytes, type }]) => {
      const { subject, artifactType } = JSON.parse(bytes.toString('utf8'));
      return subject?.digest === digest ? [{ mediaType: type, digest: own, size: bytes.length, artifactType }] : [];
    });
    const body = JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests });
    return { status: 200, headers: { 'Content-Type': INDEX_TYPE }, body };
  }
}

/** Who may come in where somebody is asked: `robot` with this password. */
export const PASSWORD = 'hush-hush-little-registry';
const LOGIN = `Basic ${Buffer.from(`robot:${PASSWORD}`).toString('base64')}`;

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const sha256 = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const error = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers,
  body: JSON.stringify({ errors: [{ code, message: 'said the stand-in' }] }),
});

const found = (bytes: Buffer | undefined): Answer =>
  bytes === undefined ? error(404, 'BLOB_UNKNOWN') : { status: 200, body: bytes };

function inside<Value>(all: Map<string, Map<string, Value>>, name: string): Map<string, Value> {
  const known = all.get(name) ?? new Map<string, Value>();
  all.set(name, known);
  return known;
}
