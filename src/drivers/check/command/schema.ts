import { z } from 'zod';
import { explainDuration, parseDuration } from '../../../core/kernel/duration.ts';
import type { CheckSpec } from '../../../core/unit/environment.ts';

const Timeout = z
  .string()
  .meta({ examples: ['5m'], description: 'How long the command may take' })
  .transform((text, context) => {
    const timeout = parseDuration(text);
    if (timeout !== undefined && timeout > 0) return timeout;
    const none = { message: 'a check without time cannot pass', remedy: 'write a duration such as 5m' };
    const { message, remedy } = timeout === undefined ? explainDuration(text) : none;
    context.addIssue({ code: 'custom', message, params: { code: 'duration', remedy } });
    return z.NEVER;
  });

/** A block such as `smoke: { run: npm run smoke, timeout: 5m, junit: reports/smoke.xml }`. */
export const CommandCheck = z
  .strictObject({
    run: z
      .string()
      .min(1)
      .meta({ examples: ['npm run smoke'], description: 'The command, run by a shell in the source tree' }),
    timeout: Timeout.prefault('15m'),
    junit: z
      .string()
      .min(1)
      .meta({ examples: ['reports/smoke.xml'], description: 'Path or pattern of JUnit files in the source tree' })
      .optional(),
  })
  .transform(({ run, timeout, junit }): CheckSpec => ({ run, timeout, junit: junit ?? null }));
