import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explore } from './explore.ts';
import type { World } from './world.ts';

type Counts = Readonly<Record<string, { readonly states: number; readonly edges: number; readonly depth: number }>>;

/** It computes all along: on a machine with much else to do, many times the half minute that it needs, in milliseconds. */
const LONG = 3_600_000;

const counts: Counts = JSON.parse(readFileSync(new URL('counts.json', import.meta.url), 'utf8'));

/** The tests that explore these worlds. They stand in several files, so that as many cores can walk. */
export function areExplored(worlds: readonly World[]): void {
  describe('in every state of the world no rule is broken and nothing is stuck', () => {
    it.each(worlds)('$name', { timeout: LONG }, (world) => {
      const { broken, states, edges, depth } = explore(world);

      console.info(`${world.name}: ${states} states, ${edges} edges, depth ${depth}`);
      expect(broken, broken === null ? '' : `${broken.rule}\n  ${broken.path.join('\n  ')}`).toBeNull();
      expect(
        { states, edges, depth },
        'the world has another size than in counts.json: see what changed, then write the new figures there',
      ).toEqual(counts[world.name]);
    });
  });
}
