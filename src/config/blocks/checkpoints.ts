import { z } from 'zod';
import { ApproverValue } from '../values/approver.ts';
import { durationValue } from '../values/duration.ts';

const approvers = z
  .array(ApproverValue)
  .meta({ examples: [['person:owner']], description: 'Who may answer: person:NAME or group:NAME' });

const count = z
  .int()
  .meta({ examples: [1], minimum: 1, description: 'How many different persons must answer' })
  .prefault(1);

const Promotion = z.strictObject({
  approvers,
  count,
  separate_from: z
    .array(z.enum(['author', 'requester']).meta({ examples: ['author'] }))
    .meta({ description: 'Who may not be the one to approve' })
    .prefault([]),
  expires: durationValue('4h', 'How long the question stays open').prefault('4h'),
  factors: z
    .array(z.enum(['passkey', 'key']).meta({ examples: ['passkey'] }))
    .min(1)
    .meta({ examples: [['passkey']], description: 'With what an approval is signed; either when this is left out' })
    .prefault(['passkey', 'key']),
  require_assurance: z
    .enum(['A1', 'A2', 'A3'])
    .meta({ examples: ['A2'], description: 'What an approval must prove of who gave it' })
    .prefault('A1'),
});

const Ambiguous = z.strictObject({
  approvers: approvers.optional(),
  count,
  deadline: durationValue('30m', 'After this the safe answer is taken: roll back').prefault('30m'),
});

const AfterRollback = z.strictObject({ approvers: approvers.optional(), count });

/** Where a person is asked. */
export const CheckpointsBlock = z.strictObject({
  production_promotion: Promotion,
  ambiguous_metrics: Ambiguous.prefault({}),
  after_rollback: AfterRollback.prefault({}),
});
