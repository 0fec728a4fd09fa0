import { z } from 'zod';

/** The block `registry: { type: local }`: an OCI image layout in the state folder. */
export const LocalRegistry = z.strictObject({
  type: z.literal('local').prefault('local'),
});
