import { z } from 'zod';
import { isDigest, isName } from '../core/kernel/id.ts';
import { type Instant, instant } from '../core/kernel/instant.ts';

/** A longer reason is a document, and belongs beside the plan. */
export const LONGEST_TEXT = 4096;

// A name that a person reads on a sheet: no control character, nothing that turns the reading direction.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
const PERSON = /^person:[a-z0-9][a-z0-9._@+-]{0,62}$/;
const GROUP = /^group:[a-z0-9][a-z0-9._-]{0,62}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

// The last character of unpadded base64 carries spare bits: only the writing with zeros there is taken, so that every
// byte string has one text.
const BASE64URL_32 = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
const BASE64URL_64 = /^[A-Za-z0-9_-]{85}[AQgw]$/;

/** `sha256:` and 64 hexadecimal digits. */
export const DigestText = z.string().refine((text): boolean => isDigest(text));

/** The name of a unit, environment or artifact. */
export const NameText = z.string().refine((text): boolean => isName(text));

/** `person:ada`, in lower case, so that no second writing of a name is another person. */
export const PersonText = z.string().regex(PERSON);

/** `group:payments-leads`. */
export const GroupText = z.string().regex(GROUP);

/** 32 bytes, written in the one way they can be. */
export const Bytes32 = z.string().regex(BASE64URL_32);

/** 64 bytes, written in the one way they can be. */
export const Bytes64 = z.string().regex(BASE64URL_64);

/** A name given elsewhere: a principal, an author, an id. Short and visible. */
export const LabelText = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed() && !UNSEEN.test(text));

/** What a person wrote. It may have lines; it is escaped where it is shown. */
export const WrittenText = z
  .string()
  .max(LONGEST_TEXT)
  .refine((text) => text.isWellFormed());

/** A moment in UTC to the millisecond, written in the one way it can be. */
export const MomentText = z.string().refine((text) => MOMENT.test(text) && momentText(momentOf(text)) === text);

/** The text of a moment; empty for one that no calendar has. */
export function momentText(at: Instant): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** The moment of a text that MomentText has taken. */
export const momentOf = (text: string): Instant => instant(new Date(text).getTime());

/** A foreign name made fit to be a label: unseen characters become `?`, the rest is cut. */
export const asLabel = (text: string): string =>
  text.toWellFormed().replace(new RegExp(UNSEEN, 'gu'), '?').slice(0, 200).toWellFormed() || '?';
