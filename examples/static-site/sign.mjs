// AWS signature version 4 for one request of the S3 API, by node:crypto alone.
import { createHash, createHmac } from 'node:crypto';

const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

/** The SHA-256 of bytes or of a text, in hex. */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A text as it stands in a signed path or query: everything but letters, digits and - . _ ~ as %XX. */
export const encoded = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** The headers of a request with those that sign it. `url` is encoded already; `bodyHash` is the SHA-256 of what is sent. */
export function signed({ method, url, headers = {}, bodyHash, at, region, key, secret }) {
  const stamp = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const day = stamp.slice(0, 8);
  const sent = { ...headers, 'x-amz-content-sha256': bodyHash, 'x-amz-date': stamp };
  const all = Object.entries({ ...sent, host: url.host })
    .map(([name, value]) => [name.toLowerCase(), String(value).trim().replace(/ +/g, ' ')])
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const names = all.map(([name]) => name).join(';');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const lines = all.map(([name, value]) => `${name}:${value}\n`).join('');
  const request = [method, url.pathname, query, lines, names, bodyHash].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(request)].join('\n');
  const signing = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, day));
  const signature = hmac(signing, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/${scope},SignedHeaders=${names},Signature=${signature}`;
  return { ...sent, authorization };
}
