import { createHmac } from 'node:crypto';
import { lasting } from '../../shared/driver-failure.ts';

const PREFIX = 'whsec_';
/** Fewer bytes can be guessed, more are no key of this scheme. */
const [SHORTEST, LONGEST] = [24, 64];

/** The bytes of a key as Standard Webhooks writes it: base64, with or without `whsec_` in front. Throws for what is none. */
export function webhookKey(text: string): Buffer {
  const written = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
  const key = Buffer.from(written, 'base64');
  const isBase64 = key.toString('base64').replace(/=+$/, '') === written.replace(/=+$/, '');
  if (isBase64 && key.length >= SHORTEST && key.length <= LONGEST) return key;
  // It may be a password that somebody uses elsewhere: nothing of it is repeated.
  throw lasting(
    `the key of a webhook is whsec_ and ${SHORTEST} to ${LONGEST} random bytes in base64, and this one is not`,
  );
}

/** The three headers of Standard Webhooks: the receiver checks with the same key that this body came from us, just now. */
export function signatureHeaders(
  key: Buffer,
  { id, at, body }: { readonly id: string; readonly at: number; readonly body: string },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1_000));
  const mark = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mark}` };
}
