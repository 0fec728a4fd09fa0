import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { areExplored } from './explored.ts';
import { CANARY, ENVIRONMENT, HOLDING, STRATEGIES, TAMPERED, TWO } from './worlds.ts';

it('every world that is counted is explored, here or in the files beside', () => {
  const counted = Object.keys(JSON.parse(readFileSync(new URL('counts.json', import.meta.url), 'utf8')));
  const explored = [...CANARY, ...ENVIRONMENT, ...HOLDING, ...STRATEGIES, TAMPERED, TWO].map(({ name }) => name);

  expect(explored.toSorted()).toEqual(counted.toSorted());
});

areExplored(CANARY);
