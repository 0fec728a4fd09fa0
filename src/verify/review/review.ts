import type { ChainReader, Entry, Tip } from '../../journal/chain.ts';
import { readHead, type VerifierKey, verifierKeyText } from '../../journal/heads/note.ts';
import { type ApprovalFound, DeploymentReview } from './deployment-review.ts';
import { HashIndex } from './hash-index.ts';
import { HEADS_STREAM, HeadReview } from './head-review.ts';
import { SlotReview } from './slot-review.ts';
import { CONTROL_PLANE_STREAM, TrustReview, type TrustVersion } from './trust-review.ts';
import type { Broken, Outside, World } from './world.ts';

/** A rule that a record breaks, and where. */
export interface RuleBroken {
  readonly seq: number;
  readonly why: string;
}

/** What was found good in a record, beside its chain. */
export interface Proven {
  readonly controlPlaneId: string;
  /** How many signed heads it holds, and the keys it names for them. */
  readonly heads: number;
  readonly headKeys: readonly string[];
  readonly trust: readonly TrustVersion[];
  readonly resets: number;
  readonly deployments: number;
  readonly approvals: readonly ApprovalFound[];
  /** What lies outside the record, and was not looked at. */
  readonly outside: Readonly<Outside>;
}

/**
 * Reads a record from its first entry on and works out anew what it claims: whose signatures it holds, what production stood on, and
 * that no step was left out. Only public keys and the record itself are needed. The first rule that is broken is the answer.
 */
export class Review {
  readonly #world: World;
  readonly #trust: TrustReview;
  readonly #heads: HeadReview;
  readonly #slots = new Map<string, SlotReview>();
  readonly #deployments = new Map<string, DeploymentReview>();
  readonly #approved = new Set<string>();
  #broken: RuleBroken | undefined;

  constructor(pinned: readonly VerifierKey[]) {
    const hashes = new HashIndex();
    this.#world = {
      ...{ hashes, controlPlaneId: '', trust: null, demoTrust: null, isolation: null, nonces: new Set() },
      outside: { statements: 0, actsWithoutPolicy: 0 },
    };
    this.#trust = new TrustReview(this.#world);
    this.#heads = new HeadReview(this.#world, pinned);
  }

  /** The first rule that is broken so far. */
  get broken(): RuleBroken | undefined {
    return this.#broken;
  }

  /** Every signature nonce that stands in the record. */
  get nonces(): ReadonlySet<string> {
    return this.#world.nonces;
  }

  /** Whoever checks the chain passes the entries on to this. */
  get reader(): ChainReader {
    return { linked: ({ hash }) => this.#world.hashes.add(hash), entry: (entry) => this.#take(entry) };
  }

  /** The keys that heads and records are held against. */
  get headKeys(): readonly VerifierKey[] {
    return this.#heads.keys;
  }

  /** The keys that the record names for its heads, in their one-line form. */
  get keysAdopted(): readonly string[] {
    return this.#heads.adopted.map(({ name, publicKey }) => verifierKeyText(name, publicKey));
  }

  /** What is wrong with a head from elsewhere; `tip` is where the chain ends. */
  outsideHead(note: string, tip: Tip): (RuleBroken & { readonly isBeyond: boolean }) | undefined {
    const seq = readHead(note)?.seq ?? 0;
    if (seq > tip.seq) {
      return {
        seq: tip.seq,
        isBeyond: true,
        why: `a signed head says that there were ${seq} entries, ${tip.seq} are here`,
      };
    }
    const why = this.#heads.check(note, this.#trust.versions);
    return why === undefined ? undefined : { seq, isBeyond: false, why };
  }

  /** A deployment as it was reviewed; undefined when the record does not hold it. */
  deployment(id: string): DeploymentReview | undefined {
    return this.#deployments.get(`deployment/${id}`);
  }

  /** A first trust list without any of the keys that were given: somebody else enrolled first. */
  refuseStrangers(approverKeys: readonly string[]): RuleBroken | undefined {
    return approverKeys.length === 0 ? undefined : this.#trust.refuseStrangers(approverKeys);
  }

  /** What was found good. */
  proven(): Proven {
    const { heads, trust } = { heads: this.#heads, trust: this.#trust };
    return {
      controlPlaneId: this.#world.controlPlaneId,
      heads: heads.count,
      headKeys: this.keysAdopted,
      trust: trust.versions,
      resets: trust.resets,
      deployments: this.#deployments.size,
      approvals: [...this.#deployments.values()].flatMap(({ approvals }) => approvals).sort((a, b) => a.seq - b.seq),
      outside: this.#world.outside,
    };
  }

  #take(entry: Entry): void {
    if (this.#broken !== undefined) return;
    const why = this.#look(entry);
    if (why !== undefined) this.#broken = { seq: entry.seq, why: `${entry.type}: ${why}` };
  }

  #look(entry: Entry): Broken {
    const { stream } = entry;
    try {
      if (stream === CONTROL_PLANE_STREAM) return this.#trust.take(entry);
      if (stream === HEADS_STREAM) return this.#heads.take(entry, this.#trust.versions);
      if (stream.startsWith('slot/')) return this.#slot(stream).take(entry);
      return stream.startsWith('deployment/') ? this.#deploymentOf(stream).take(entry) : undefined;
    } catch (error) {
      // What has not the shape of its kind cannot be said to keep a rule.
      return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #slot(stream: string): SlotReview {
    const known = this.#slots.get(stream) ?? new SlotReview(this.#world, (id) => this.deployment(id)?.approved);
    this.#slots.set(stream, known);
    return known;
  }

  #deploymentOf(stream: string): DeploymentReview {
    const around = {
      world: this.#world,
      approved: this.#approved,
      slot: (unit: string, environment: string) => this.#slot(`slot/${unit}/${environment}`).facts,
    };
    const known = this.#deployments.get(stream) ?? new DeploymentReview(around);
    this.#deployments.set(stream, known);
    return known;
  }
}
