import { z } from 'zod';
import { PREDICATES } from '../../core/unit/verification.ts';
import { CommandCheck } from '../../drivers/check/command/schema.ts';

/** Where evidence lies unless something else is written: no part of the source, and git ignores it. */
export const EVIDENCE_FOLDER = '.plimsoll/evidence/*.json';

const entry = (example: string) =>
  z
    .string()
    .min(1)
    .max(500)
    .meta({ examples: [example] });

const list = (example: string, description: string) =>
  z
    .array(entry(example))
    .min(1)
    .meta({ examples: [[example]], description });

/** One thing that must be shown of the source: a signed statement or a command. Which keys go together is a rule: rules/verification.ts. */
export const VerificationBlock = z.strictObject({
  statement: z
    .enum([PREDICATES.provenance, PREDICATES.tests, PREDICATES.review, PREDICATES.summary])
    .meta({ examples: [PREDICATES.tests], description: 'A signed in-toto statement of this predicate type' })
    .optional(),
  keys: list('keys/ci.pub', 'Public keys in PEM (Ed25519 or ECDSA P-256): one of them must have signed it').optional(),
  from: entry(EVIDENCE_FOLDER)
    .meta({
      examples: [EVIDENCE_FOLDER],
      description: `Where envelopes lie: a file, or a pattern with * in its last part (default: ${EVIDENCE_FOLDER}); or "registry": beside the artifacts there`,
    })
    .optional(),
  subject: z
    .enum(['commit', 'artifact'])
    .meta({
      examples: ['commit'],
      description: 'What it must name (default: artifact for provenance, commit for the rest)',
    })
    .optional(),
  builders: list('https://ci.acme.test/runner', 'Provenance: who may have built').optional(),
  build_types: list('https://ci.acme.test/workflow/v1', 'Provenance: the ways of building that are known').optional(),
  parameters: z
    .record(z.string(), list('refs/heads/main', 'The values it may have; * is any'))
    .meta({
      examples: [{ ref: ['refs/heads/main'] }],
      description: 'Provenance: the external parameters that are known, dotted; any other fails',
    })
    .optional(),
  verifiers: list('https://reviews.acme.test', 'Reviews and summaries: who may have verified').optional(),
  properties: list('CODE_REVIEWED', 'Reviews and summaries: what must have been verified').optional(),
  run: CommandCheck.in.shape.run
    .meta({
      examples: ['npm test'],
      description: 'A command, run by a shell in the source tree before anything is packaged',
    })
    .optional(),
  timeout: CommandCheck.in.shape.timeout.optional(),
  junit: CommandCheck.in.shape.junit,
});
export type VerificationBlock = z.output<typeof VerificationBlock>;
