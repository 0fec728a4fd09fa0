import { z } from 'zod';
import type { CheckSpec } from '../../core/unit/environment.ts';
import { SEVERITIES } from '../../core/validation/measured.ts';
import { CommandCheck } from '../../drivers/check/command/schema.ts';
import { PerformanceLimitValue } from '../values/gate.ts';

const pathValue = (example: string, description: string) =>
  z
    .string()
    .min(1)
    .meta({ examples: [example], description });

const LAST_PRODUCTION = z
  .literal('last-production')
  .meta({ examples: ['last-production'], description: 'What the last stable release showed' })
  .optional();

/** What is left of a check once its own keys are read. */
const plain = ({
  run,
  timeout,
  junit,
}: {
  run: string;
  timeout: CheckSpec['timeout'];
  junit?: string | undefined;
}) => ({
  run,
  timeout,
  junit: junit ?? null,
});

/** Leaves out what was not written, so that plans without it stay as they were. */
const written = <T extends object>(values: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

const IntegrationCheck = CommandCheck.in
  .extend({
    suites: z
      .record(z.string().min(1).max(100), z.string().min(1).max(200))
      .meta({
        examples: [{ 'API tests': 'api.*' }],
        description: 'Names for suites, each with the pattern of theirs: * stands for any part',
      })
      .optional(),
  })
  .transform(
    ({ suites, ...check }): CheckSpec => ({
      ...plain(check),
      ...written({
        suites: suites && Object.entries(suites).map(([name, pattern]) => ({ name, pattern })),
      }),
    }),
  );

const PerformanceCheck = CommandCheck.in
  .extend({
    results: pathValue(
      'reports/perf.json',
      'Path or pattern of the results: own JSON, autocannon, k6, hyperfine',
    ).optional(),
    baseline: LAST_PRODUCTION,
    limits: z.array(PerformanceLimitValue).min(1).optional(),
  })
  .transform(
    ({ results, baseline, limits, ...check }): CheckSpec => ({
      ...plain(check),
      ...written({ results, limits, compareTo: baseline }),
    }),
  );

const FailOn = z.strictObject(
  Object.fromEntries(
    SEVERITIES.map((severity) => [
      severity,
      z
        .int()
        .min(0)
        .max(1_000_000)
        .meta({ examples: [0], description: `So many ${severity} findings may pass` })
        .optional(),
    ]),
  ),
);

const SecurityCheck = CommandCheck.in
  .extend({
    sarif: pathValue('reports/*.sarif', 'Path or pattern of SARIF files').optional(),
    audit: pathValue('reports/audit.json', 'Path or pattern of what npm or pnpm audit --json printed').optional(),
    fail_on: FailOn.optional(),
    compare_to: LAST_PRODUCTION,
  })
  .transform(
    ({ sarif, audit, fail_on, compare_to, ...check }): CheckSpec => ({
      ...plain(check),
      ...written({ sarif, audit, failOn: fail_on && written(fail_on), compareTo: compare_to }),
    }),
  );

/** What an environment is validated by. */
export const ValidateBlock = z.strictObject({
  smoke: CommandCheck.optional(),
  integration: IntegrationCheck.optional(),
  performance: PerformanceCheck.optional(),
  security: SecurityCheck.optional(),
});
