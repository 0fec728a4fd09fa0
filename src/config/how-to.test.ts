import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aConfiguration, environmentOf } from './fixtures/configuration.ts';

const page = readFileSync(new URL('../../docs/how-to/choose-a-strategy.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block.trimEnd());

describe('the blocks of the page about strategies', () => {
  it('are one for each strategy', () => {
    expect(blocks.map((block) => /strategy: (\S+)/.exec(block)?.[1])).toEqual(['canary', 'blue-green', 'rolling']);
  });

  it.each(blocks)('load as they stand: %s', (block) => {
    const rollout = `\n      ${block.replaceAll('\n', '\n      ')}`;

    expect(environmentOf(aConfiguration({ rollout }), 'production').rollout.kind).toBe(
      /strategy: (\S+)/.exec(block)?.[1],
    );
  });
});
