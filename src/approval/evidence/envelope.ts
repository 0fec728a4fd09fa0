import { z } from 'zod';
import { IN_TOTO } from '../dsse.ts';

const MOST_SIGNATURES = 16;

// Both alphabets of base64 are allowed by DSSE; of each text only the one writing that its bytes have.
const Base64 = z
  .string()
  .min(1)
  .transform((text, context) => {
    const bytes = Buffer.from(text, 'base64');
    const isItsOwn = [bytes.toString('base64'), bytes.toString('base64url'), urlSafe(bytes)].includes(text);
    if (isItsOwn) return bytes;
    context.addIssue({ code: 'custom', message: 'no base64' });
    return z.NEVER;
  });

const urlSafe = (bytes: Buffer): string => bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');

// A key id is a hint of whoever signed, and decides nothing.
const Signature = z.strictObject({ keyid: z.string().max(512).optional(), sig: Base64 });

/** A DSSE envelope: a payload, its type, and who signed both. Nothing else may stand in it. */
export const Envelope = z.strictObject({
  payloadType: z.string().max(256),
  payload: Base64,
  signatures: z.array(Signature).min(1).max(MOST_SIGNATURES),
});
export type Envelope = z.infer<typeof Envelope>;

/** The text of an envelope around a statement, with the one signature that `sign` makes over what it is given. */
export function envelopeText(payload: string, keyid: string, sig: Uint8Array): string {
  const encoded = Buffer.from(payload, 'utf8').toString('base64');
  const signature = { keyid, sig: Buffer.from(sig).toString('base64') };
  return `${JSON.stringify({ payloadType: IN_TOTO, payload: encoded, signatures: [signature] })}\n`;
}
