import { z } from 'zod';
import { LabelText } from '../fields.ts';
import { STATEMENT_TYPE } from '../frame.ts';

const MOST_SUBJECTS = 1_000;

// Hexadecimal in lower case: one digest has one text, so that it is compared as a text.
const Digests = z
  .record(z.string().regex(/^[A-Za-z0-9_]{1,40}$/), z.string().regex(/^[0-9a-f]{32,256}$/))
  .refine((digests) => Object.keys(digests).length > 0);

/** What in-toto calls a resource descriptor. */
export const Resource = z.strictObject({
  name: LabelText.optional(),
  uri: LabelText.optional(),
  digest: Digests.optional(),
  content: z.string().optional(),
  downloadLocation: z.string().max(2_048).optional(),
  mediaType: z.string().max(256).optional(),
  annotations: z.record(z.string(), z.unknown()).optional(),
});

/** An in-toto Statement v1 as it is written. Each subject has a digest: a name alone is no proof of anything. */
export const Written = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z
    .array(Resource.extend({ digest: Digests }))
    .min(1)
    .max(MOST_SUBJECTS),
  predicateType: z.string().min(1).max(1_024),
  predicate: z.record(z.string(), z.unknown()),
});
export type Written = z.infer<typeof Written>;

/** A moment as RFC 3339 writes it, in UTC or with an offset. */
export const Moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/)
  .refine((text) => !Number.isNaN(Date.parse(text)));
