import { createHash } from 'node:crypto';
import type { StatementSearch } from '../../core/evidence/statement.ts';
import type { Digest } from '../../core/kernel/id.ts';
import { refuse } from '../../core/kernel/refusal.ts';
import type { StatementRequirement } from '../../core/unit/verification.ts';
import type { ProvenanceSigner, StatementReader, StatementStore } from '../../ports/entry-evidence.ts';

const digestOf = (text: string): Digest => `sha256:${createHash('sha256').update(text).digest('hex')}` as Digest;

/** Makes a reader that finds what a test says; nothing unless it says something. */
export const saidStatements = (
  says: (requirement: StatementRequirement) => StatementSearch = () => ({ signed: [], unfit: [] }),
): StatementReader => ({ search: async (requirement) => says(requirement), read: () => ({ signed: [], unfit: [] }) });

/** What lies beside artifacts, without a disk. */
export interface MemoryStatements extends StatementStore {
  /** Removes everything that lies beside an artifact, and returns how many bytes that was. */
  forget(artifact: Digest): number;
  /** Which artifacts of which units have what beside them. */
  kept(): readonly string[];
}

/** Makes a store of what lies beside artifacts, without a disk. */
export function memoryStatements(): MemoryStatements {
  const shelves = new Map<string, string[]>();
  return {
    forget: (artifact) => {
      const mine = [...shelves].filter(([key]) => key.includes(` ${artifact} `));
      for (const [key] of mine) shelves.delete(key);
      return mine.flatMap(([, texts]) => texts).reduce((sum, text) => sum + text.length, 0);
    },
    kept: () => [...shelves.keys()].sort(),
    keep: async (unit, artifact, text, _, what = 'statement') => {
      const shelf = shelves.get(`${unit} ${artifact} ${what}`) ?? [];
      shelves.set(`${unit} ${artifact} ${what}`, [text, ...shelf.filter((one) => one !== text)]);
      return digestOf(text);
    },
    beside: async (unit, artifact, _, what = 'statement') => shelves.get(`${unit} ${artifact} ${what}`) ?? [],
  };
}

/** Makes a signer whose envelopes say artifact and commit in plain words: for where signatures are not the point. */
export const plainProvenance = (): ProvenanceSigner => ({
  sign: ({ artifact, commit }) => `${artifact.digest} of ${commit}`,
  publicKey: () => ({ publicKey: '', keyId: 'plain' }),
  find: (envelopes, { artifact, commit }) => {
    const envelope = envelopes.find((one) => one === `${artifact.digest} of ${commit}`);
    if (envelope === undefined)
      return refuse('provenance-missing', `There is no provenance of ${artifact.name}`, 'Package it again');
    const record = { artifact: artifact.name, artifactDigest: artifact.digest, statementDigest: digestOf(envelope) };
    return { envelope, record: { ...record, keyId: 'plain' } };
  },
});
