import { describe, expect, it } from 'vitest';
import { silentBlock } from './block.ts';
import { addToCurve, type Curve, noteSeen } from './curve.ts';
import type { JudgingRecord } from './judging.ts';

const began = (at: number | 'bake'): JudgingRecord => ({ type: 'JudgingBegan', at });
const block = (requests: number, errors: number, seconds = 1, untimed = false): JudgingRecord => ({
  type: 'BlockClosed',
  cursor: null,
  block: {
    ...silentBlock(seconds, 0.1),
    untimed,
    candidate: { kind: 'counts', requests, errors, fresh: true, routed: null, latency: null },
    stable: { kind: 'absent', why: 'error', routed: null },
  },
});
const curveOf = (...records: readonly JudgingRecord[]): Curve | null => records.reduce<Curve | null>(addToCurve, null);

describe('the curve of a stage', () => {
  it('has a piece for each second, and an absent track counts nothing', () => {
    const curve = curveOf(began(0), block(10, 0), block(20, 2));

    expect(curve?.pieces.map((piece) => piece.candidate)).toEqual([
      { requests: 10, errors: 0 },
      { requests: 20, errors: 2 },
    ]);
    expect(curve?.pieces[0]?.stable).toEqual({ requests: 0, errors: 0 });
  });

  it('begins anew with each stage', () => {
    expect(curveOf(began(0), block(10, 0), began(1))).toEqual({ at: 1, pieceSeconds: 1, pieces: [] });
  });

  it('leaves out time that does not count', () => {
    expect(curveOf(began(0), block(10, 0, 1, true))?.pieces).toEqual([]);
  });

  it('notes what was seen of a gate whose value is no count, each time anew', () => {
    const gate = (observed: number) => [{ gate: 'latency_p99 < 200ms', bounds: { observed } }];
    const first = noteSeen(curveOf(began(0), block(10, 0)), gate(180));

    const second = noteSeen(addToCurve(first, block(10, 0)), gate(190));

    expect(second?.pieces.map((piece) => piece.seen['latency_p99 < 200ms'])).toEqual([180, 190]);
    expect(noteSeen(null, gate(1))).toBeNull();
  });

  it('stays small however long a stage is, and loses no count', () => {
    const hour = Array.from({ length: 3_600 }, () => block(5, 1));

    const curve = curveOf(began('bake'), ...hour);

    expect(curve?.pieces.length).toBeLessThanOrEqual(240);
    expect(curve?.pieces.reduce((sum, piece) => sum + piece.candidate.requests, 0)).toBe(18_000);
    expect(curve?.pieces.reduce((sum, piece) => sum + piece.seconds, 0)).toBe(3_600);
  });
});
