import type { Entry } from '../../journal/chain.ts';
import { isHeadSignedBy, originOf, readHead, readVerifierKey, type VerifierKey } from '../../journal/heads/note.ts';
import type { TrustVersion } from './trust-review.ts';
import type { Broken, World } from './world.ts';

/** The stream of signed heads. */
export const HEADS_STREAM = 'heads';

/** Checks signed heads against the chain that they stand in or were taken from. */
export class HeadReview {
  readonly #world: World;
  readonly #pinned: readonly VerifierKey[];
  readonly #adopted: VerifierKey[] = [];
  #count = 0;

  /** With pinned keys only those count; without, the keys that the record itself names. */
  constructor(world: World, pinned: readonly VerifierKey[]) {
    this.#world = world;
    this.#pinned = pinned;
  }

  /** How many heads were good. */
  get count(): number {
    return this.#count;
  }

  /** The keys that the record names, oldest first. */
  get adopted(): readonly VerifierKey[] {
    return this.#adopted;
  }

  /** The keys that count. */
  get keys(): readonly VerifierKey[] {
    return this.#pinned.length > 0 ? this.#pinned : this.#adopted;
  }

  take({ type, seq, body }: Entry, trust: readonly TrustVersion[]): Broken {
    const { verifierKey, note } = body as Readonly<Record<string, unknown>>;
    if (type === 'HeadKeyAdopted') {
      const key = readVerifierKey(String(verifierKey));
      if (key === undefined || key.name !== originOf(this.#world.controlPlaneId)) return 'the head key cannot be read';
      this.#adopted.push(key);
      return undefined;
    }
    if (type !== 'HeadSigned') return undefined;
    const problem = this.check(String(note), trust);
    if (problem !== undefined) return problem;
    return (readHead(String(note))?.seq ?? seq) < seq ? undefined : 'the head is of an entry that comes after it';
  }

  /** What is wrong with a head; a position that the chain does not reach is for the caller to see. */
  check(note: string, trust: readonly TrustVersion[]): Broken {
    const head = readHead(note);
    if (head === undefined) return 'a signed head cannot be read';
    if (!this.keys.some((key) => isHeadSignedBy(head, key))) {
      return `the head of entry ${head.seq} is not signed by ${this.#pinned.length > 0 ? 'a key that was given' : 'the key of this record'}`;
    }
    if (this.#world.hashes.at(head.seq) !== head.hash) return `the head of entry ${head.seq} has another hash`;
    const inForce = trust.findLast(({ seq }) => seq <= head.seq)?.digest ?? null;
    if (head.trust !== inForce) return `the head of entry ${head.seq} names another trust list`;
    this.#count += 1;
    return undefined;
  }
}
