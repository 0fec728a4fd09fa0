import { describe, expect, it } from 'vitest';
import { fireAt } from './parsers/fire.ts';
import { PARSERS } from './parsers/parsers.ts';

// The whole of it, 20 000 inputs a parser: npm run campaign:hostile.
const INPUTS = 100;

describe('a parser of what others wrote', () => {
  it.each(PARSERS)('takes right texts, and answers hostile ones: $name', async (parser) => {
    for (const seed of parser.seeds) await parser.takes(seed);

    const { unhandled, taken } = await fireAt(parser, INPUTS, 20_261_126);

    expect(unhandled).toEqual([]);
    expect(taken).toBeLessThan(INPUTS);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each(PARSERS.filter(({ name }) => !/approval|plan files|router/.test(name)))(
    'takes at least one of its own right texts: $name',
    async ({ seeds, takes }) => {
      expect(await Promise.all(seeds.map(takes))).toContain(true);
    },
  );
});
