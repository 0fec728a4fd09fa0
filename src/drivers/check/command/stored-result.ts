import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Duration, milliseconds } from '../../../core/kernel/duration.ts';
import { type Digest, isDigest } from '../../../core/kernel/id.ts';
import { SEVERITIES } from '../../../core/validation/measured.ts';
import type { RunResult } from '../../../ports/check-runner.ts';
import { writeAtomically } from '../../shared/atomic-file.ts';
import { lasting, systemCode } from '../../shared/driver-failure.ts';

const count = z.int().nonnegative();
const Suite = z.strictObject({
  ...{ name: z.string(), total: count, passed: count, failed: count, skipped: count },
  flaky: count.exactOptional(),
});
const Scan = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('read'),
    findings: z.array(
      z.strictObject({
        ...{ severity: z.enum(SEVERITIES), rule: z.string(), fingerprint: z.string(), suppressed: z.boolean() },
      }),
    ),
  }),
  z.strictObject({ state: z.literal('unavailable'), why: z.string() }),
]);
const Stored = z.strictObject({
  version: z.literal(1),
  effectId: z.string(),
  result: z.strictObject({
    kind: z.enum(['smoke', 'integration', 'performance', 'security', 'verification', 'down-step']),
    passed: z.boolean(),
    problem: z.string().nullable(),
    exitCode: z.int().nullable(),
    suites: z.array(Suite),
    performance: z.array(z.strictObject({ metric: z.string(), value: z.number(), unit: z.string() })).exactOptional(),
    security: z
      .strictObject({ vulnerabilities: Scan.exactOptional(), dependencies: Scan.exactOptional() })
      .exactOptional(),
    took: z.number().transform((value): Duration => milliseconds(value)),
    logTail: z.array(z.string()),
    digest: z.custom<Digest>((value) => typeof value === 'string' && isDigest(value)),
  }),
});

/** The result that an effect left, or undefined when it has not ended yet. */
export async function readStored(file: string, effectId: string): Promise<RunResult | undefined> {
  try {
    const stored = Stored.parse(JSON.parse(await readFile(file, 'utf8')));
    if (stored.effectId === effectId) return stored.result;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    if (systemCode(error) !== undefined) throw error;
    throw lasting(`${file} is not readable as the result of a check`, error);
  }
  throw lasting(`${file} is the result of another effect`);
}

/** Writes a result down: from now on the effect is done. */
export const writeStored = (file: string, effectId: string, result: RunResult): Promise<void> =>
  writeAtomically(file, JSON.stringify({ version: 1, effectId, result }));
