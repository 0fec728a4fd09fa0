import { expect, it } from 'vitest';
import { parseGate } from '../../gate/grammar.ts';
import { isGateProblem } from '../../gate/problem.ts';
import { missingEdges } from './missing-edges.ts';
import { isCoarse } from './resolution.ts';

function gate(text: string) {
  const read = parseGate(text, { baselineAllowed: true });
  if (isGateProblem(read)) throw new Error(read.message);
  return read;
}

const COMMON = {
  kind: 'foreign',
  edges: [5, 10, 25, 50, 100, 250, 500, 1_000],
  counts: [0, 0, 10, 60, 25, 4, 1, 0, 0],
} as const;

it('a limit that is an edge can be decided, one inside a wide bucket cannot and is the edge to add', () => {
  expect(missingEdges([gate('latency_p99 < 250ms')], COMMON)).toEqual([]);
  expect(missingEdges([gate('latency_p99 < 200ms and error_rate < 1%')], COMMON)).toEqual([
    { gate: 'latency_p99 < 200ms and error_rate < 1%', edges: [200] },
  ]);
});

it('a limit beyond the last edge is one to add', () => {
  expect(missingEdges([gate('latency_p99 < 2s')], COMMON)).toEqual([{ gate: 'latency_p99 < 2s', edges: [2_000] }]);
});

it('against stable, edges are named that let the same gate be decided', () => {
  const [found] = missingEdges([gate('latency_p99 < baseline * 1.1')], COMMON);
  const edges = [...COMMON.edges, ...(found?.edges ?? [])]
    .toSorted((a, b) => a - b)
    .filter((one, at, all) => one !== all[at - 1]);

  expect(found?.edges).toContain(250);
  expect(isCoarse({ ...COMMON, counts: [] }, 275, 250)).toBe(true);
  expect(isCoarse({ kind: 'foreign', edges, counts: [] }, 275, 250)).toBe(false);
});

it('our own buckets are never too coarse, and without a latency nothing is known of stable', () => {
  expect(missingEdges([gate('latency_p99 < 200ms')], { kind: 'own', counts: [] })).toEqual([]);
  expect(
    missingEdges([gate('latency_p50 < baseline * 1.1')], { ...COMMON, counts: COMMON.counts.map(() => 0) }),
  ).toEqual([]);
});
