import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explore } from './explore.ts';
import { TAMPERED, WORLDS } from './worlds.ts';

type Counts = Readonly<Record<string, { readonly states: number; readonly edges: number; readonly depth: number }>>;

const counts: Counts = JSON.parse(readFileSync(new URL('counts.json', import.meta.url), 'utf8'));

describe('in every state of the world no rule is broken and nothing is stuck', () => {
  it.each([...WORLDS, TAMPERED])('$name', (world) => {
    const { broken, states, edges, depth } = explore(world);

    console.info(`${world.name}: ${states} states, ${edges} edges, depth ${depth}`);
    expect(broken, broken === null ? '' : `${broken.rule}\n  ${broken.path.join('\n  ')}`).toBeNull();
    expect(
      { states, edges, depth },
      'the world has another size than in counts.json: see what changed, then write the new figures there',
    ).toEqual(counts[world.name]);
  });
});
