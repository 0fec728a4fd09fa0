import { describe, expect, it } from 'vitest';
import { progressBar, sparkline } from './sparkline.ts';

const curve = (values: readonly (number | null)[], more = {}) => ({
  values,
  pieceSeconds: 1,
  stageSeconds: 8,
  limit: 0.03 as number | null,
  ...more,
});

describe('a sparkline', () => {
  it('spans the whole stage: what is ahead stays empty', () => {
    expect(sparkline(curve([0, 0, 0, 0]), 8)).toBe('▁▁▁▁    ');
    expect(sparkline(curve([0, 0, 0, 0]), 4)).toBe('▁▁  ');
  });

  it('has the limit scaled in: what is over it stands in the two highest bars, what is below does not', () => {
    const line = sparkline(curve([0.001, 0.029, 0.031, 0.04]), 8);

    expect(line).toBe('▁▆▇█    ');
    expect('▇█').toContain(sparkline(curve([0.031]), 8)[0]);
    expect('▇█').not.toContain(sparkline(curve([0.0299]), 8)[0]);
  });

  it('shows where nothing was measured', () => {
    expect(sparkline(curve([0, null, 0]), 8)).toBe('▁·▁     ');
  });

  it('shows the worth of a value far from nothing as well', () => {
    const line = sparkline(curve([0.999, 0.985, 0.999], { limit: 0.99 }), 8);

    expect(new Set(line.trim()).size).toBeGreaterThan(1);
  });

  it('squeezes a long stage into few cells by their means', () => {
    const values = Array.from({ length: 60 }, (_, index) => (index < 30 ? 0 : 0.03));

    expect(sparkline(curve(values, { stageSeconds: 60 }), 4)).toBe('▁▁▇▇');
  });

  it('has signs that every terminal has', () => {
    expect(sparkline(curve([0, null, 0.04]), 8, true)).toBe('_ #     ');
  });
});

it('a bar shows how far it is, and is full at the end only', () => {
  expect(progressBar(0, 5)).toBe('─────');
  expect(progressBar(0.5, 6)).toBe('━━╸───');
  expect(progressBar(1, 5)).toBe('━━━━━');
  expect(progressBar(7, 5)).toBe('━━━━━');
});
