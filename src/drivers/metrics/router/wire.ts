import { z } from 'zod';

const TrackRow = z.object({
  requests: z.int().nonnegative(),
  errors: z.int().nonnegative(),
  routed: z.int().nonnegative(),
  latency: z.array(z.tuple([z.int().nonnegative(), z.int().positive()])),
});

/** The closed seconds of a router. */
export const Rows = z.object({
  boot: z.string(),
  rows: z.array(z.object({ second: z.int(), stable: TrackRow, candidate: TrackRow })),
});
export type Rows = z.infer<typeof Rows>;
