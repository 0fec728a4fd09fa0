import { z } from 'zod';
import { Line } from '../document/block.ts';
import { reportBase } from '../schema.ts';

/** The incident document as a value: facts from the record, each with its entry, and fields that people fill. */
export const IncidentReport = z.strictObject({
  ...reportBase,
  kind: z.literal('incident'),
  title: z.string(),
  signal: z.string().nullable(),
  /** What happened, in five lines. */
  summary: z.array(Line),
  timeline: z.array(z.strictObject({ entry: z.int().positive(), at: z.string(), what: Line })),
  measurements: z.array(z.strictObject({ gate: z.string(), said: z.string() })),
  impact: z.array(Line),
  rollback: z.array(Line),
  contributing: z.array(Line),
  /** As an approver signed it; null until then. */
  rootCause: z.string().nullable(),
});
export type IncidentReport = z.infer<typeof IncidentReport>;
