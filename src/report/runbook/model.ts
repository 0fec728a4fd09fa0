import { z } from 'zod';
import { Line } from '../document/block.ts';
import { reportBase } from '../schema.ts';

/** The runbook of a unit in an environment as a value. */
export const RunbookReport = z.strictObject({
  ...reportBase,
  kind: z.literal('runbook'),
  unit: z.string(),
  environment: z.string(),
  /** Of the last thing that the record says: what came later is not in it. */
  asOf: z.string(),
  runs: z.array(Line),
  gates: z.array(z.strictObject({ where: z.string(), gate: z.string(), meaning: z.string() })),
  acts: z.array(z.strictObject({ what: z.string(), command: z.string() })),
  health: z.array(Line),
  contacts: z.array(Line),
  incidents: z.array(Line),
});
export type RunbookReport = z.infer<typeof RunbookReport>;
