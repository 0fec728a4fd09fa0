import { describe, expect, it } from 'vitest';
import { aStage, replayed, standings } from '../../../testing/replayed.ts';

/** Both tracks of some seconds: 95 requests to stable, 5 to the candidate, and its errors by second. */
function* traffic(
  from: number,
  to: number,
  { candidate = 5, errors = () => 0 }: { candidate?: number; errors?: (t: number) => number } = {},
): Generator<object> {
  for (let t = from; t <= to; t += 1) {
    yield { t, track: 'stable', requests: 95, errors: 0 };
    yield { t, track: 'candidate', requests: candidate, errors: errors(t) };
  }
}
const silence = (t: number) => ({ t, clock_jump_s: 0 });

describe('the rows of a replay', () => {
  it('the first is written at the first closed block, the next only when state or reason changes', () => {
    const { changes } = replayed(traffic(1, 200));

    expect(standings({ changes })).toEqual(['1 collecting/insufficient', '123 collecting/min-duration']);
  });

  it('carry counts since the stage began', () => {
    const { changes } = replayed(traffic(1, 200, { errors: (t) => (t === 3 ? 1 : 0) }));
    const last = changes.at(-1);

    expect([last?.gate.requests, last?.gate.errors]).toEqual([5 * (last?.t ?? 0), 1]);
  });

  it('name triggers as they are written', () => {
    const { changes } = replayed(traffic(1, 3), aStage({ triggers: ['error_rate > 2%'] }));

    expect(changes.map(({ gate }) => gate.gate)).toEqual(['error_rate < 1%', 'error_rate > 2%']);
  });

  it('have no rate where there were no requests: nothing is divided by zero', () => {
    const { changes } = replayed([{ t: 1, track: 'candidate', requests: 0, errors: 0 }]);

    expect(changes[0]?.gate.bounds).toMatchObject({ low: null, high: null, observed: null, baseline: null });
  });

  it('of a scalar gate have no e-values, but what was observed and the limit', () => {
    const values = Array.from({ length: 4 }, (_, index) => ({
      ...{ t: 30 * (index + 1), track: 'candidate', values: { throughput: 80 } },
    }));
    const { changes, final } = replayed(
      [...values, silence(130)],
      aStage({ gates: ['throughput > 50req/s'], seconds: 120 }),
    );

    expect(changes.at(-1)?.gate).toMatchObject({ state: 'pass', e: null, bounds: { observed: 80, limit: 50 } });
    expect(final).toMatchObject({ verdict: 'pass', at: 120 });
  });

  it('tell of the split check when it holds, and when it holds no longer', () => {
    const flooded = [...traffic(1, 40, { candidate: 30 })];
    const right = [...traffic(41, 600)];
    const rows = standings(replayed([...flooded, ...right], aStage({ seconds: 300 })), 'split');

    expect(rows[0]).toMatch(/hold\/split-mismatch$/);
    expect(rows[1]).toMatch(/pass\/trigger-clear$/);
  });
});

describe('the end of a replay', () => {
  it('is a pass when the duration is over and every gate is proven', () => {
    const { final, changes } = replayed(traffic(1, 700));

    expect(final).toEqual({ verdict: 'pass', at: 600, reason: 'proven', extended: false });
    expect(changes.at(-1)?.t).toBe(600);
  });

  it('is a fail at the block that proves it, and nothing is told after it', () => {
    const { final, changes } = replayed(traffic(1, 700, { errors: (t) => (t > 30 ? 1 : 0) }));

    expect(final).toMatchObject({ verdict: 'fail', extended: false });
    expect(final.at).toBeLessThan(60);
    expect(changes.at(-1)).toMatchObject({ t: final.at, gate: { state: 'fail', reason: final.reason } });
  });

  it('is ambiguous at three times the duration', () => {
    const { final, changes } = replayed(
      traffic(1, 2_000, { candidate: 1 }),
      aStage({ seconds: 60, weightShare: 0.0104 }),
    );

    expect(final).toMatchObject({ verdict: 'ambiguous', at: 180, reason: 'insufficient', extended: true });
    expect(standings({ changes })).toEqual([
      ...['1 collecting/insufficient', '60 collecting/extended', '180 ambiguous/insufficient'],
    ]);
  });

  it('with nothing decided is ambiguous with the reason in force', () => {
    expect(replayed(traffic(1, 50)).final).toEqual({
      ...{ verdict: 'ambiguous', at: 50, reason: 'insufficient', extended: false },
    });
    expect(replayed(traffic(1, 599)).final).toMatchObject({ at: 599, reason: 'min-duration' });
  });

  it('of nothing at all is ambiguous', () => {
    expect(replayed([]).final).toMatchObject({ verdict: 'ambiguous', at: 0, reason: 'insufficient' });
  });

  it('comes no sooner than the clock: a duration that ends in the middle of a block is not over', () => {
    const lines = [...traffic(1, 599), { t: 599.5, track: 'stable', requests: 1, errors: 0 }];

    expect(replayed(lines).final).toMatchObject({ verdict: 'ambiguous', at: 599.5 });
  });
});

describe('missing data', () => {
  const atEnd = (lines: Iterable<object>, stage = aStage()) => standings(replayed(lines, stage)).slice(1);

  it('holds at the close of a block with an absence and no fresh measurement of that track', () => {
    const lines = [...traffic(1, 9), { t: 10, track: 'stable', requests: 95, errors: 0 }];

    expect(atEnd([...lines, { t: 10, track: 'candidate', absent: 'timeout' }])).toEqual(['10 hold/absent']);
    expect(atEnd([...traffic(1, 10), { t: 10, track: 'candidate', absent: 'timeout' }])).toEqual([]);
  });

  it('holds on an impossible value as on an absence', () => {
    expect(atEnd([...traffic(1, 9), { t: 10, track: 'candidate', requests: 3, errors: 4 }])).toEqual([
      '10 hold/absent',
    ]);
  });

  it('is over after three fresh deliveries in a row on each track', () => {
    const lines = [...traffic(1, 9), { t: 10, track: 'candidate', absent: 'empty' }, ...traffic(11, 20)];

    expect(atEnd(lines)).toEqual(['10 hold/absent', '13 collecting/insufficient']);
  });

  it('is stale after twice the interval, and not before 30 s', () => {
    const lines = [...traffic(1, 10), silence(200)];

    expect(atEnd(lines)).toEqual(['40 hold/stale']);
    expect(atEnd(lines, aStage({ intervalSeconds: 60 }))).toEqual(['130 hold/stale']);
  });

  it('is stale when source_time does not advance, whatever arrives', () => {
    const lines = Array.from({ length: 60 }, (_, index) => ({
      ...{ t: index + 1, track: 'candidate', requests: 1, errors: 0, counter: true, source_time: 1 },
    }));

    expect(atEnd([...lines.flatMap((line) => [line, { ...line, track: 'stable', source_time: line.t }])])).toContain(
      '31 hold/stale',
    );
  });

  it('is stale although the router counts: its count refreshes the router alone', () => {
    const routed = Array.from({ length: 50 }, (_, index) => [
      { t: index + 11, track: 'candidate', router_requests: 1 },
      { t: index + 11, track: 'stable', requests: 95, errors: 0 },
    ]).flat();

    expect(atEnd([...traffic(1, 10), ...routed], aStage({ weightShare: null }))).toEqual(['40 hold/stale']);
  });

  it('is no traffic when the router sent nothing either for a minute', () => {
    const idle = [...traffic(1, 90, { candidate: 0 })];

    expect(atEnd(idle, aStage({ weightShare: null }))).toEqual(['60 hold/no-traffic']);
  });

  it('is absent when the router sent 20 requests in a minute that the metrics do not show', () => {
    const routed = [...traffic(1, 90, { candidate: 0 })].map((line) =>
      'track' in line && line.track === 'candidate' ? { ...line, router_requests: 1 } : line,
    );

    expect(atEnd(routed, aStage({ weightShare: null }))[0]).toBe('20 hold/absent');
  });

  it('that never comes is ambiguous in the end: silence runs to three times the duration', () => {
    const { final } = replayed([...traffic(1, 10), silence(1_800)]);

    expect(final).toMatchObject({ verdict: 'ambiguous', at: 1_800, reason: 'stale', extended: true });
  });
});

describe('clocks', () => {
  it('a jump of the wall clock by more than 60 s holds until each track has delivered once', () => {
    const rest = [...traffic(11, 30)].filter(
      (line) => !('track' in line) || line.track === 'stable' || ('t' in line && Number(line.t) >= 20),
    );

    expect(standings(replayed([...traffic(1, 10), { t: 10, clock_jump_s: 3_600 }, ...rest]))).toEqual([
      ...['1 collecting/insufficient', '10 hold/clock-jump', '20 collecting/insufficient'],
    ]);
    expect(standings(replayed([...traffic(1, 10), { t: 10, clock_jump_s: 60 }, ...rest]))).toHaveLength(1);
  });

  it('evidence and durations stay when the wall clock jumps', () => {
    const jumped = replayed([...traffic(1, 300), { t: 300, clock_jump_s: -7_200 }, ...traffic(301, 700)]);
    const { state } = replayed(traffic(1, 700));

    expect(jumped.final).toMatchObject({ verdict: 'pass', at: 600 });
    expect(jumped.state.judge.gates).toEqual(state.judge.gates);
  });

  it('the time before a restart since the last line does not count towards the duration', () => {
    const { final, state } = replayed([...traffic(1, 300), { t: 1_000, restart: true }, ...traffic(1_001, 1_400)]);

    expect(final).toMatchObject({ verdict: 'pass', at: 1_300, extended: false });
    expect(state.judge.seconds).toBe(600);
  });

  it('a gap that the source fills later is judged block by block, and serves no time twice', () => {
    const rows = (from: number, to: number, t?: number) =>
      [...traffic(from, to)].map((line) => ({
        ...line,
        source_time: (line as { t: number }).t,
        ...(t === undefined ? {} : { t }),
      }));
    const late = replayed([...rows(1, 20), ...rows(21, 40, 40), ...rows(41, 700)]);
    const onTime = replayed([...rows(1, 700)]);

    expect(late.final).toEqual(onTime.final);
    expect(late.state.judge.seconds).toBe(600);
    expect(late.state.judge.candidate).toEqual(onTime.state.judge.candidate);
  });
});
