import type { Refusal } from '../../core/kernel/refusal.ts';
import type { CheckpointPolicy } from '../../core/unit/unit.ts';
import type { ApprovalStatement } from '../statement.ts';
import { refuseFor } from './context.ts';
import type { Signer } from './signer.ts';

const NAMES = { ed25519: 'key', webauthn: 'passkey' } as const;

/** Refuses a signature of a factor that the policy does not take. The demo's own is told apart elsewhere. */
export function refuseOtherFactor(
  statement: ApprovalStatement,
  { kind }: Pick<Signer, 'kind'>,
  { factors }: CheckpointPolicy,
): Refusal | null {
  if (kind === 'demo' || factors === undefined || factors.includes(NAMES[kind])) return null;
  const message = `This checkpoint is answered with a ${factors.join(' or a ')}, not with a ${NAMES[kind]}`;
  return refuseFor(statement, 'approval-factor-refused', message);
}
