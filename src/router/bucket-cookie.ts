/** The cookie by which a returning user is known: it holds the number of a bucket and nothing else, so it names no track. */
export const BUCKET_COOKIE = 'plimsoll_bucket';

// Longer than rollouts last, so that nobody changes sides in the middle of one; a bucket is shared by a thousandth of all users.
const KEPT_SECONDS = 30 * 86_400;

/** What a Cookie header says once the bucket was taken out of it. */
export interface ReadCookies {
  /** The slot from 0 to 999; undefined when there is none, or none that can be. */
  readonly bucket: number | undefined;
  /** The user's own cookies as they were written; empty when there are none. */
  readonly rest: string;
}

/**
 * Takes the bucket out of a Cookie header: the instances never see it. Anything but a whole number below a thousand counts as
 * no bucket. Whoever writes a number of his own gets the track that this number has just now, and never one without traffic.
 */
export function readCookies(header: string): ReadCookies {
  if (!header.includes(BUCKET_COOKIE)) return { bucket: undefined, rest: header };
  let bucket: number | undefined;
  const rest: string[] = [];
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at === -1 || pair.slice(0, at).trim() !== BUCKET_COOKIE) {
      rest.push(pair);
      continue;
    }
    const value = pair.slice(at + 1).trim();
    if (/^\d{1,3}$/.test(value)) bucket ??= Number(value);
  }
  return { bucket, rest: rest.join(';').trim() };
}

/** The Set-Cookie header that gives a user a bucket. Without `Secure` on plain HTTP, where a browser would drop it. */
export const bucketCookie = (bucket: number, isSecure: boolean): string =>
  `${BUCKET_COOKIE}=${bucket}; Path=/; Max-Age=${KEPT_SECONDS}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;

/** Whether others may be given a copy of a response: then it may not carry one user's bucket. */
export function isForEverybody(headers: readonly string[]): boolean {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headers[index]?.toLowerCase() !== 'cache-control') continue;
    if (/\b(?:public|s-maxage)\b/i.test(headers[index + 1] ?? '')) return true;
  }
  return false;
}
