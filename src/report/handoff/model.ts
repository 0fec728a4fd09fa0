import { z } from 'zod';
import { reportBase } from '../schema.ts';

/** One thing that is handed over, by what makes it, and the digest of it as it is now. */
const Handed = z.strictObject({
  artifact: z.string(),
  purpose: z.string(),
  what: z.string(),
  /** What gives it. */
  command: z.string(),
  /** Null: there is none yet. */
  digest: z.string().nullable(),
});

/** What a deployment hands over, on one page. */
export const HandoffReport = z.strictObject({
  ...reportBase,
  kind: z.literal('index'),
  title: z.string(),
  signal: z.string().nullable(),
  handed: z.array(Handed),
});
export type HandoffReport = z.infer<typeof HandoffReport>;
