import { z } from 'zod';
import { explainDuration, parseDuration } from '../../core/kernel/duration.ts';
import type { SecretValue } from '../../core/unit/environment.ts';
import { NO_REFERENCE, parseSecretReference } from '../../core/unit/secret-reference.ts';

const Grace = z
  .string()
  .meta({ examples: ['10s'], description: 'How long an instance may take to end after SIGTERM' })
  .transform((text, context) => {
    const grace = parseDuration(text);
    if (grace !== undefined) return grace;
    const { message, remedy } = explainDuration(text);
    context.addIssue({ code: 'custom', message, params: { code: 'duration', remedy } });
    return z.NEVER;
  });

// Names that a shell can hold. PORT is not the user's: Plimsoll chooses it.
const EnvironmentName = z.string().regex(/^(?!PORT$)[A-Za-z_][A-Za-z0-9_]*$/);

const EnvironmentSecret = z
  .strictObject({
    secret: z
      .string()
      .meta({ examples: ['env:DB_PASSWORD'], description: 'Where it is read at each start: env:NAME or file:/PATH' })
      .transform((text, context) => {
        const reference = parseSecretReference(text);
        if (reference !== undefined) return reference;
        const { message, ...params } = NO_REFERENCE;
        context.addIssue({ code: 'custom', message, params });
        return z.NEVER;
      }),
  })
  .meta({ examples: [{ secret: 'env:DB_PASSWORD' }] })
  .transform(({ secret }): SecretValue => ({ secret, version: null }));

/** The keys that every target that runs instances has. */
export const instanceKeys = {
  instances: z.int().min(1).max(100).meta({ description: 'How many run side by side' }).prefault(1),
  env: z
    .record(EnvironmentName, z.union([z.string(), EnvironmentSecret]).meta({ examples: ['info'] }))
    .meta({
      description: 'Environment variables of the instances, texts or { secret: env:NAME }; PORT is passed by Plimsoll',
    })
    .prefault({}),
  grace: Grace.prefault('10s'),
};
