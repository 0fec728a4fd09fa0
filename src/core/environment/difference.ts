/** One thing that is not as the record has it: what it is, what is recorded, and what was found. */
export interface Difference {
  readonly about: 'release' | 'digests' | 'instances' | 'traffic' | 'members' | 'address';
  readonly recorded: string;
  readonly found: string;
}

/** Whether two looks found the same. */
export const areSameDifferences = (one: readonly Difference[], other: readonly Difference[]): boolean =>
  one.length === other.length && one.every((first, index) => isSame(first, other[index]));

const isSame = (one: Difference, other: Difference | undefined): boolean =>
  one.about === other?.about && one.recorded === other.recorded && one.found === other.found;

/** A difference in words: `traffic: recorded all to stable, found out of service`. */
export const differenceText = ({ about, recorded, found }: Difference): string =>
  `${about}: recorded ${recorded}, found ${found}`;

/** Differences that the engine puts right by itself once they are accepted, without touching what runs. */
export const isRepairable = ({ about }: Difference): boolean => about === 'traffic' || about === 'members';
