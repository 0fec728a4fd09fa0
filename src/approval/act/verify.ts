import { isFactorTaken } from '../../core/guard/approval.ts';
import type { Assurance } from '../../core/guard/assurance.ts';
import type { VerifiedAct } from '../../core/guard/verified-act.ts';
import { isDigest } from '../../core/kernel/id.ts';
import { isRefusal, type Refusal, refuse } from '../../core/kernel/refusal.ts';
import { type Bundle, readBundle } from '../bundle.ts';
import { hasPassed, type Now } from '../challenge.ts';
import type { DemoTrust } from '../demo-key.ts';
import { momentOf } from '../fields.ts';
import { refuseCopied, refuseForged } from '../signature.ts';
import { statementDigest } from '../statement.ts';
import type { TrustList } from '../trust-list.ts';
import { assuranceOf, type Isolation, refuseWeak } from '../verify/assurance.ts';
import type { IssuedAct } from './challenge.ts';
import { type ActRequest, actContextDigest, commandForAct } from './request.ts';
import { actSigner } from './signer.ts';
import { ActStatement } from './statement.ts';

/** Everything a signed act is compared with, as it is right now. */
export interface ActVerification {
  /** What the act would answer at this moment, made anew from the state. */
  readonly present: ActRequest;
  readonly trustList: TrustList | null;
  readonly demoTrust: DemoTrust | null;
  readonly isolation: Isolation | null;
  readonly now: Now;
  readonly findNonce: (nonce: string) => IssuedAct | undefined;
  /** What a passkey counted when it was used last; 0 for one that does not count. */
  readonly counterOf?: (keyId: string) => number;
  readonly chainHashAt: (seq: number) => Promise<string | undefined>;
}

/** Verifies a signed act in a fixed order; the first failure is the answer. Nothing is written and no nonce is spent here. */
export async function verifyAct(bytes: Uint8Array, here: ActVerification): Promise<VerifiedAct | Refusal> {
  const read = readBundle(bytes, ActStatement);
  if (isRefusal(read)) return read;
  const { statement, bundle } = read;
  const { seq, hash } = statement.predicate.logHead;
  const problem = refuseElsewhere(statement, here.present);
  if (problem !== null) return problem;
  if ((await here.chainHashAt(seq)) !== hash) {
    return again(statement, 'approval-log-head-unknown', `The journal here does not have that entry ${seq}`);
  }
  const untimely = refuseUntimely(statement, bundle, here);
  if (untimely !== null) return untimely;
  const { trustList, demoTrust, present } = here;
  const signer = actSigner(statement, bundle, { trustList, demoTrust, isDemo: present.demo });
  if (isRefusal(signer)) return signer;
  const forged = refuseForged(bundle, signer) ?? refuseCopied(bundle, here.counterOf);
  if (forged !== null) return again(statement, forged.code, forged.message);
  const level = assuranceOf(signer, here.isolation, here.now.wall);
  const weak = refuseWeak(signer, level, present.requireAssurance, statement.predicate.approver);
  if (weak !== null) return weak;
  return isFactorTaken(present.factors === undefined ? {} : { factors: present.factors }, signer)
    ? actOf(statement, bundle, signer, level)
    : again(statement, 'approval-factor-refused', 'That is not signed with what the policy takes');
}

/** Whether it is for this control plane and environment, and answers just what stands there now. */
function refuseElsewhere(statement: ActStatement, present: ActRequest): Refusal | null {
  const { controlPlaneId, unit, environment, act, contextDigest } = statement.predicate;
  if (controlPlaneId !== present.controlPlaneId) {
    return again(statement, 'approval-for-another-control-plane', 'The signature names another control plane');
  }
  if (unit !== present.unit || environment !== present.environment || act !== present.context.act) {
    return again(statement, 'approval-for-another-environment', 'The signature is for another environment or act');
  }
  const digest = actContextDigest(present);
  const [subject] = statement.subject;
  return contextDigest === digest && subject.name === environment && `sha256:${subject.digest.sha256}` === digest
    ? null
    : again(statement, 'approval-for-another-moment', 'What stands there now is not what was shown');
}

function refuseUntimely(statement: ActStatement, bundle: Bundle, here: ActVerification): Refusal | null {
  const { nonce, issuedAt, notAfter } = statement.predicate;
  const issued = here.findNonce(nonce);
  if (issued === undefined) {
    return again(statement, 'approval-nonce-unknown', 'This control plane did not ask for that signature');
  }
  if (issued.statementDigest !== statementDigest(bundle.statement)) {
    return again(statement, 'approval-nonce-for-another-statement', 'Another statement was asked for');
  }
  const isOwn = momentOf(issuedAt) === issued.issuedAt && momentOf(notAfter) === issued.notAfter;
  return isOwn && !hasPassed(issued, here.now)
    ? null
    : again(statement, 'approval-expired', `The signature was good until ${notAfter}`);
}

const again = ({ predicate }: ActStatement, code: string, message: string): Refusal =>
  refuse(code, message, `Look at it and sign again: ${commandForAct(predicate.act, predicate.environment)}`);

/** The one place that makes a verified act. */
function actOf(
  { predicate }: ActStatement,
  bundle: Bundle,
  signer: Exclude<ReturnType<typeof actSigner>, Refusal>,
  assurance: Assurance,
): VerifiedAct | Refusal {
  const { contextDigest, issuedAt, notAfter, logHead: _, controlPlaneId: __, ...signed } = predicate;
  if (!isDigest(contextDigest)) return refuse('approval-malformed', 'The digest cannot be read', 'Sign again');
  return {
    __verified: true,
    ...signed,
    contextDigest,
    groups: signer.groups,
    kind: signer.kind,
    assurance,
    issuedAt: momentOf(issuedAt),
    notAfter: momentOf(notAfter),
    statementDigest: statementDigest(bundle.statement),
    bundle,
  };
}
