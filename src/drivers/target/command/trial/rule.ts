import type { Asked, Observed, ObservedTrack, ToldRelease } from '../contract.ts';

/** How a rule came out: kept, broken with what was seen, or not tried and why. */
export type Outcome =
  | { readonly kind: 'kept'; readonly detail: string }
  | { readonly kind: 'broken'; readonly detail: string }
  | { readonly kind: 'not-tried'; readonly detail: string };

/** One rule of the exec contract, tried on a command. */
export interface RuleResult {
  /** Lower-kebab, for programs. */
  readonly rule: string;
  readonly title: string;
  readonly outcome: Outcome;
  /** Milliseconds. */
  readonly took: number;
}

/** What rules are tried with. */
export interface Stage {
  /** Asks a verb as an effect of this name; the same name is the same effect. */
  ask(asked: Asked, effect: string): Promise<Observed>;
  /** The same, killed after so many milliseconds. */
  askAndKill(asked: Asked, effect: string, after: number): Promise<void>;
  observe(): Promise<Observed>;
  /** A verb that no contract knows. */
  askUnknown(): Promise<Observed>;
  /** Two releases of the same artifacts. */
  readonly first: ToldRelease;
  readonly second: ToldRelease;
}

/** A rule: `try` throws a Broken, or anything else that goes wrong; what it gives is the detail of a rule that is kept. */
export interface Rule {
  readonly rule: string;
  readonly title: string;
  /** Rules without which this one says nothing. */
  readonly needs: readonly string[];
  readonly try: (stage: Stage) => Promise<string | NotTried>;
}

/** A rule that does not apply to this command, with the reason. */
export class NotTried {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/** A rule that was broken. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** Demands something of what a command saw. */
export function demand(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Broken(otherwise);
}

/** Demands that a track runs a release, and well. */
export function demandTrack(seen: Observed, track: 'stable' | 'candidate', release: ToldRelease): void {
  const one: ObservedTrack | null = seen.tracks[track] ?? null;
  if (one === null) throw new Broken(`tracks.${track} is missing`);
  const wanted = release.artifacts.map(({ digest }) => digest).sort();
  demand(
    [...one.digests].sort().join() === wanted.join(),
    `tracks.${track}.digests is [${one.digests.join(', ')}], and it was told [${wanted.join(', ')}]`,
  );
  demand(one.total > 0, `tracks.${track}.total is 0`);
  demand(one.healthy === one.total, `tracks.${track} shows ${one.healthy} of ${one.total} healthy, and verb has ended`);
}

/** Demands a weight. */
export const demandWeight = (seen: Observed, weight: number | null): void =>
  demand(seen.weight === weight, `weight is ${seen.weight}, and should be ${weight}`);

/** The same for both tracks and the weight, whatever order keys are in. */
export const sameSeen = (one: Observed, other: Observed): boolean => factsOf(one) === factsOf(other);

const factsOf = ({ weight, tracks, weights }: Observed): string =>
  JSON.stringify([
    weight,
    weights ?? 'any',
    ...[tracks.stable, tracks.candidate].map((one) => trackFacts(one ?? null)),
  ]);

const trackFacts = (one: ObservedTrack | null) =>
  one === null ? null : [one.version, [...one.digests].sort(), one.healthy, one.total];
