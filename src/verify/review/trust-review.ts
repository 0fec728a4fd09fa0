import { type Bundle, bundleBytes } from '../../approval/bundle.ts';
import { DemoTrust } from '../../approval/demo-key.ts';
import { momentOf } from '../../approval/fields.ts';
import { refuseChange, verifyTrustConsent } from '../../approval/trust-change.ts';
import { TrustList, trustDigest } from '../../approval/trust-list.ts';
import type { Isolation } from '../../approval/verify/assurance.ts';
import { instant } from '../../core/kernel/instant.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';
import type { Entry } from '../../journal/chain.ts';
import type { Broken, World } from './world.ts';

/** The stream of the control plane itself. */
export const CONTROL_PLANE_STREAM = 'control-plane';

interface Signature {
  readonly approver: string;
  readonly bundle: Bundle;
}

/** One version of the trust list as the record has it. */
export interface TrustVersion {
  readonly seq: number;
  readonly version: number;
  readonly digest: string;
}

/** Follows whom a control plane trusted: each version by the signatures of the one before. */
export class TrustReview {
  readonly #world: World;
  readonly #versions: TrustVersion[] = [];
  readonly #genesis: { readonly seq: number; readonly keys: readonly string[] }[] = [];
  #resets = 0;

  constructor(world: World) {
    this.#world = world;
  }

  get versions(): readonly TrustVersion[] {
    return this.#versions;
  }

  /** How often all trust was given up and begun anew by whoever has the account. */
  get resets(): number {
    return this.#resets;
  }

  /** Whether no trust list began with one of these keys. */
  refuseStrangers(keyIds: readonly string[]): { readonly seq: number; readonly why: string } | undefined {
    const odd = this.#genesis.find(({ keys }) => !keys.some((key) => keyIds.includes(key)));
    if (odd !== undefined)
      return {
        seq: odd.seq,
        why: `R2: the first to be enrolled has the key ${odd.keys.join(', ')}, which was not given`,
      };
    return this.#genesis.length > 0 ? undefined : { seq: 0, why: 'R2: nobody is enrolled in this record' };
  }

  take(entry: Entry): Broken {
    const body = entry.body as Readonly<Record<string, unknown>>;
    switch (entry.type) {
      case 'ControlPlaneCreated':
        if (this.#world.controlPlaneId !== '') return 'the control plane is named twice';
        this.#world.controlPlaneId = String(body.controlPlaneId);
        return undefined;
      case 'ControlPlaneReset':
        if (body.previous !== this.#world.controlPlaneId) return 'the reset is of another control plane';
        this.#world.controlPlaneId = String(body.controlPlaneId);
        this.#world.trust = null;
        this.#world.demoTrust = null;
        this.#world.isolation = null;
        this.#resets += 1;
        return undefined;
      case 'IsolationProven':
        this.#world.isolation = body.isolation as Isolation;
        return undefined;
      case 'IsolationLost':
        this.#world.isolation = null;
        return undefined;
      case 'DemoApproverEnrolled':
        return this.#enrolDemo(body.trust);
      case 'TrustListAdopted':
        return this.#adopt(entry, body.list, (body.signatures ?? []) as readonly Signature[], body.fingerprint);
      default:
        return undefined;
    }
  }

  #enrolDemo(trust: unknown): Broken {
    const read = DemoTrust.safeParse(trust);
    if (!read.success) return 'R2: the demo approver cannot be read';
    if (this.#world.trust !== null) return 'R2: a demo approver was enrolled beside people';
    this.#world.demoTrust = read.data;
    return undefined;
  }

  #adopt(entry: Entry, list: unknown, signatures: readonly Signature[], fingerprint: unknown): Broken {
    const read = TrustList.safeParse(list);
    if (!read.success) return 'R2: the trust list cannot be read';
    const next = read.data;
    const digest = trustDigest(next);
    if (next.controlPlaneId !== this.#world.controlPlaneId) return 'R2: the trust list is of another control plane';
    if (fingerprint !== undefined && fingerprint !== digest) return 'R2: the trust list has another fingerprint';
    const present = this.#world.trust;
    if (present === null && next.version !== 1) return 'R2: the trust list begins with a later version';
    const unsigned = present === null ? undefined : unsignedChange(present, next, signatures, entry);
    if (unsigned !== undefined) return unsigned;
    if (present === null) this.#genesis.push({ seq: entry.seq, keys: next.keys.map(({ id }) => id) });
    this.#world.trust = next;
    this.#versions.push({ seq: entry.seq, version: next.version, digest });
    return undefined;
  }
}

function unsignedChange(present: TrustList, next: TrustList, signatures: readonly Signature[], entry: Entry): Broken {
  const signers: string[] = [];
  for (const { bundle, approver } of signatures) {
    // Each was good when it was handed in; others may have signed days later.
    const issued = momentOf(
      String((JSON.parse(bundle.statement) as { predicate: { issuedAt: string } }).predicate.issuedAt),
    );
    if (issued > entry.at + 60_000) return 'R2: a signature under the trust list is from the future';
    const signer = verifyTrustConsent(present, next, bundleBytes(bundle), instant(issued));
    if (isRefusal(signer)) return `R2: a signature under the trust list does not count: ${signer.message}`;
    if (signer !== approver) return 'R2: a signature under the trust list is another person’s';
    signers.push(signer);
  }
  const refused = refuseChange(present, next, signers);
  return refused === null ? undefined : `R2: the trust list: ${refused.message}`;
}
