// The few calls of the S3 API that a static site needs, by path (ENDPOINT/BUCKET/KEY), so that any server of that API will do.
import { encoded, sha256, signed } from './sign.mjs';

/** A bucket, reached with the access key of S3_KEY and S3_SECRET. */
export function bucketOf({ endpoint, bucket, region }) {
  const { S3_KEY: key, S3_SECRET: secret } = process.env;
  if (!key || !secret) throw new Error('S3_KEY and S3_SECRET must hold the access key of the bucket');

  async function ask(method, path, { query = {}, headers = {}, body = '' } = {}) {
    const url = new URL(`${endpoint}/${[bucket, ...path.split('/')].map(encoded).join('/')}`);
    if (path === '') url.pathname = url.pathname.replace(/\/$/, '');
    // A space in a query is signed as %20, and so must be sent as that.
    url.search = Object.entries(query)
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .join('&');
    const request = { method, url, headers, bodyHash: sha256(body), at: new Date(), region, key, secret };
    const answer = await fetch(url, { method, headers: signed(request), body: method === 'PUT' ? body : undefined });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (answer.ok) return { bytes, headers: answer.headers };
    if (answer.status === 404 && method !== 'PUT') return null;
    throw new Error(`${method} ${path} of bucket ${bucket}: ${answer.status} ${bytes.toString('utf8').slice(0, 500)}`);
  }

  return {
    /** Makes the bucket, for everybody to read. */
    make: () => ask('PUT', '', { headers: { 'x-amz-acl': 'public-read' } }),
    /** Writes one object: whole, or not at all. */
    put: (path, body, headers) => ask('PUT', path, { body, headers }),
    /** The bytes and headers of an object; null where there is none. */
    get: (path) => ask('GET', path),
    head: (path) => ask('HEAD', path),
    /** Removing what is gone is no failure. */
    remove: (path) => ask('DELETE', path),
    /** The objects under a prefix: each path with its ETag. */
    async list(prefix) {
      const found = new Map();
      for (let query = { 'list-type': 2, 'encoding-type': 'url', prefix }; query !== null; ) {
        const answer = await ask('GET', '', { query });
        if (answer === null) throw new Error(`there is no bucket ${bucket} at ${endpoint}`);
        const text = answer.bytes.toString('utf8');
        for (const [, one] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          const tag = (name) => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(one)[1];
          found.set(decodeURIComponent(tag('Key').replaceAll('+', ' ')), tag('ETag').replace(/&quot;|"/g, ''));
        }
        const next = /<NextContinuationToken>(.*?)</.exec(text);
        query = next && { ...query, 'continuation-token': next[1] };
      }
      return found;
    },
  };
}
