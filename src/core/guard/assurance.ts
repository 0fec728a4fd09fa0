/**
 * What an approval proves of who gave it. A0: nothing, the demo. A1: a passkey or a key, on the account where agents run. A2: A1
 * where control plane, keys and credentials were proven out of the agents' reach. A3: A2 with a key whose hardware attests it.
 */
export const ASSURANCES = ['A0', 'A1', 'A2', 'A3'] as const;
export type Assurance = (typeof ASSURANCES)[number];

/** What a policy may ask for: never less than A1, which is also what it asks for where it says nothing. */
export type RequiredAssurance = Exclude<Assurance, 'A0'>;

/** Whether a level is as high as another. A word from a record that names no level is as high as none, and none is as high as it. */
export const isAtLeast = (level: Assurance, needed: Assurance): boolean =>
  ASSURANCES.includes(needed) && ASSURANCES.indexOf(level) >= ASSURANCES.indexOf(needed);

/** What is asked of each approval: A3 is also reached by two persons of A2 each, which their number shows. */
export const neededOfEach = (required: RequiredAssurance): Assurance => (required === 'A3' ? 'A2' : required);

/** How many persons it takes at least: two for A3, unless the keys of all of them are attested. */
export const personsFor = (required: RequiredAssurance, count: number, given: readonly Assurance[]): number =>
  required === 'A3' && !(given.length > 0 && given.every((level) => level === 'A3')) ? Math.max(2, count) : count;
