import { z } from 'zod';
import { readBundle } from '../../approval/bundle.ts';
import type { DemoTrust } from '../../approval/demo-key.ts';
import type { TrustList } from '../../approval/trust-list.ts';
import type { Isolation } from '../../approval/verify/assurance.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';
import { canonical } from '../../core/plan/canonical.ts';
import type { Entry } from '../../journal/chain.ts';
import type { HashIndex } from './hash-index.ts';

/** What a signature is held against at the place in the record where it stands. */
export interface World {
  readonly hashes: HashIndex;
  controlPlaneId: string;
  trust: TrustList | null;
  demoTrust: DemoTrust | null;
  isolation: Isolation | null;
  /** Nonces that a signature before this one has used. */
  readonly nonces: Set<string>;
  /** What signatures and evidence rest on that no record holds, counted. */
  readonly outside: Outside;
}

/** What a record does not hold, so that nobody can work it out from the record alone. */
export interface Outside {
  /** Statements from CI, of which the record has what they said and their digests, and not their bytes. */
  statements: number;
  /** Acts on an environment from before a policy was adopted there: who might sign stood in a configuration. */
  actsWithoutPolicy: number;
}

/** A rule that the record breaks, in one sentence; undefined when it breaks none. */
export type Broken = string | undefined;

/** A recorded answer of a person: whatever is looked at of approvals and acts alike. */
interface Signed {
  readonly bundle: unknown;
  readonly approver: string;
  readonly issuedAt: number;
  readonly notAfter: number;
}

/** So much two clocks may differ, in milliseconds. */
export const SKEW = 60_000;
const SingleUse = z.looseObject({
  predicate: z.looseObject({
    controlPlaneId: z.string(),
    nonce: z.string(),
    logHead: z.strictObject({ seq: z.int(), hash: z.string() }),
  }),
});

/** What every signature that is good once must keep: its place in the chain, its nonce, its time, and who handed it in. */
export function refuseReuse(signed: Signed, entry: Entry, world: World): Broken {
  const read = readBundle(Buffer.from(canonical(signed.bundle), 'utf8'), SingleUse);
  if (isRefusal(read)) return `R2: ${read.message}`;
  const { nonce, logHead, controlPlaneId } = read.statement.predicate;
  if (controlPlaneId !== world.controlPlaneId) return 'R2: the signature names another control plane';
  if (logHead.seq >= entry.seq || world.hashes.at(logHead.seq) !== logHead.hash) {
    return `R2: the signature was made over another journal: it names entry ${logHead.seq} with another hash`;
  }
  if (world.nonces.has(nonce)) return 'R2: the signature was used before';
  world.nonces.add(nonce);
  if (signed.issuedAt > entry.at + SKEW) return 'R2: the signature was issued after it was used';
  if (signed.notAfter < entry.at) return 'R2: the signature had expired when it was used';
  const isTheirs = entry.principal.kind === 'person' && `person:${entry.principal.name}` === signed.approver;
  return isTheirs && entry.proof === 'signature' ? undefined : `R2: it was not ${signed.approver} who handed it in`;
}
