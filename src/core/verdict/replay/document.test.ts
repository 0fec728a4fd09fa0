import { expect, it } from 'vitest';
import { replayed } from '../../../testing/replayed.ts';
import { changeRow, replayDocument } from './document.ts';

const lines = Array.from({ length: 120 }, (_, index) => [
  { t: index + 1, track: 'stable', requests: 950, errors: 1 },
  { t: index + 1, track: 'candidate', requests: 50, errors: index > 20 ? 2 : 0 },
]).flat();

it('the document has the fields that are promised, and no others', () => {
  const { changes, final } = replayed(lines);
  const document = replayDocument(changes.map(changeRow), final);

  expect(Object.keys(document)).toEqual(['schema', 'changes', 'final']);
  expect(document.schema).toBe('plimsoll.gate-replay/1');
  expect(document.final).toEqual({ verdict: 'fail', at: final.at, reason: final.reason, extended: false });
  for (const row of document.changes) {
    expect(Object.keys(row)).toEqual([
      ...['t', 'gate', 'state', 'reason', 'e', 'bounds', 'requests', 'errors'],
      ...['needs_requests', 'needs_minutes', 'text'],
    ]);
    expect(Object.keys(row.e ?? {})).toEqual(['absolute', 'relative', 'shift', 'pass', 'fail_at', 'pass_at']);
    expect(Object.keys(row.bounds)).toEqual(['low', 'high', 'observed', 'baseline', 'limit', 'unit']);
  }
});

it('e-values have four digits, and every number is finite', () => {
  const { changes, final } = replayed(lines);
  const text = JSON.stringify(replayDocument(changes.map(changeRow), final));
  const numbers: number[] = [];
  const back = JSON.parse(text, (_, value: unknown) => {
    if (typeof value === 'number') numbers.push(value);
    return value;
  }) as ReturnType<typeof replayDocument>;
  const { e } = back.changes.at(-1) ?? {};

  expect(numbers.every((one) => Number.isFinite(one) && Math.abs(one) <= 1e99)).toBe(true);
  expect(Number(e?.absolute?.toPrecision(4))).toBe(e?.absolute);
  expect(e?.fail_at).toBe(160);
  expect(e?.shift).toBeNull();
});

it('numbers are capped at 1e99', () => {
  const [change] = replayed(lines).changes;
  if (change?.gate.e === undefined || change.gate.e === null) throw new Error('no e-values');
  const row = changeRow({
    ...change,
    gate: { ...change.gate, e: { ...change.gate.e, absolute: Infinity, pass: 1e200 } },
  });

  expect(row.e).toMatchObject({ absolute: 1e99, pass: 1e99 });
});
