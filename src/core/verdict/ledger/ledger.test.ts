import { describe, expect, it } from 'vitest';
import { BETTORS, betOnBlock } from './block-betting.ts';
import { lowerBound, upperBound } from './bounds.ts';
import {
  addCapital,
  BETS,
  CASH,
  type Capital,
  instalments,
  LAID,
  layDue,
  multiply,
  openCapital,
  worth,
} from './capital.ts';
import { above, below } from './grids.ts';
import { gainsOf, logMean, openLogs, weigh } from './likelihood.ts';
import { betOnShare, sharedErrors } from './relative.ts';
import { addBurst, CALM, temperingOf } from './tempering.ts';

const passAfter = (requests: number, errors: number, tempering = 1): number =>
  Math.exp(logMean(downAfter([{ requests, events: errors }], tempering)));

function downAfter(blocks: readonly { readonly requests: number; readonly events: number }[], tempering: number) {
  const logs = openLogs('down');
  for (const block of blocks) weigh(logs, gainsOf('down', 0.01), block, tempering);
  return logs;
}

/** A capital for so many bettors, and what was done with it. */
function capitalAfter(bettors: number, ...acts: readonly ((capital: Capital) => void)[]): Capital {
  const capital = openCapital(bettors);
  for (const act of acts) act(capital);
  return capital;
}

describe('block betting (L1)', () => {
  const bets = (...blocks: readonly (readonly [requests: number, errors: number])[]): number =>
    worth(
      capitalAfter(
        BETTORS,
        ...blocks.map(
          ([n, s]) =>
            (capital: Capital) =>
              betOnBlock(capital, n, s, 0.01),
        ),
      ),
    );

  it('owns 14.959 after one failed request in the first ten seconds, and 874.45 after two seconds of that', () => {
    expect(bets([1, 1])).toBeCloseTo(14.959, 3);
    expect(bets([1, 1], [1, 1])).toBeCloseTo(874.45, 2);
  });

  it('takes two failures inside one second as one', () => {
    expect(bets([2, 2])).toBe(bets([1, 1]));
  });

  it('does not move without requests', () => {
    expect(bets([0, 0], [0, 0])).toBe(worth(openCapital(BETTORS)));
  });

  it('stays fair for a block whose share is the limit', () => {
    expect(bets([100, 1])).toBeCloseTo(1, 12);
  });
});

describe('restarts (L2)', () => {
  const due = instalments(600, 3);
  const layAt = (elapsed: number) => (capital: Capital) => layDue(capital, due, elapsed);

  it('lay 0.4 at the start, 0.4 over the stage and 0.2 over the extension, and never more than there is', () => {
    const laid = (elapsed: number): number => 1 - (capitalAfter(BETTORS, layAt(elapsed))[CASH] as number);

    expect(laid(0)).toBeCloseTo(0.4, 12);
    expect(laid(9.99)).toBeCloseTo(0.4, 12);
    expect(laid(10)).toBeCloseTo(0.4 + 0.4 / 60, 12);
    expect(laid(600)).toBeCloseTo(0.8, 12);
    expect(laid(1800)).toBeCloseTo(1, 12);
    expect(laid(1e6)).toBeCloseTo(1, 12);
    expect(capitalAfter(BETTORS, layAt(1e6))[CASH]).toBeGreaterThanOrEqual(0);
  });

  it('lay each part once, however often the clock is read', () => {
    const once = capitalAfter(BETTORS, layAt(300));
    const often = capitalAfter(BETTORS, ...Array.from({ length: 301 }, (_, second) => layAt(second)));

    expect(worth(once)).toBeCloseTo(1, 12);
    expect(often[LAID]).toBe(once[LAID]);
    expect(often[CASH]).toBeCloseTo(once[CASH] as number, 12);
  });

  it('catch a regression that begins when all first bets are lost', () => {
    const ruin = (capital: Capital): void => multiply(capital, Array(BETTORS).fill(0));
    const later = capitalAfter(BETTORS, ruin, layAt(300), (capital) => betOnBlock(capital, 1, 1, 0.01));

    expect(worth(later)).toBeGreaterThan(5);
  });

  it('add one capital at the next stage and begin the instalments again', () => {
    const next = capitalAfter(BETTORS, layAt(600), addCapital);

    expect(worth(next)).toBeCloseTo(2, 12);
    expect(next[LAID]).toBe(0);
  });

  it('cut stakes that a double cannot hold and drop those too small to matter', () => {
    const rich = capitalAfter(2, (capital) => multiply(capital, [Number.POSITIVE_INFINITY, 1e-305]));

    expect(rich.slice(BETS)).toEqual([1e280, 0]);
    multiply(rich, [1, Number.POSITIVE_INFINITY]);
    expect(rich.slice(BETS)).toEqual([1e280, 0]);
  });
});

describe('likelihood ratios (L3)', () => {
  it('pass first at 408 clean requests, and at 655 with one error', () => {
    expect(passAfter(407, 0)).toBeLessThan(20);
    expect(passAfter(408, 0)).toBeGreaterThanOrEqual(20);
    expect(passAfter(654, 1)).toBeLessThan(20);
    expect(passAfter(655, 1)).toBeGreaterThanOrEqual(20);
  });

  it('pass at 612 clean requests while nothing is known of the stable track', () => {
    expect(passAfter(611, 0, 1 / 1.5)).toBeLessThan(20);
    expect(passAfter(612, 0, 1 / 1.5)).toBeGreaterThanOrEqual(20);
  });

  it('give the same sum for one batch as for many blocks', () => {
    const blocks = Array.from({ length: 50 }, (_, index) => ({ requests: 10, events: index % 10 === 0 ? 1 : 0 }));
    const many = downAfter(blocks, 1);

    expect(Math.exp(logMean(many))).toBeCloseTo(passAfter(500, 5), 12);
  });

  it('hold alternatives on their own side of the limit, whatever the limit', () => {
    for (const limit of [1e-6, 0.001, 0.01, 0.5, 0.98, 0.995, 0.999999]) {
      expect(above(limit).every((rate) => rate > limit && rate < 1)).toBe(true);
      expect(below(limit).every((rate) => rate < limit && rate > 0)).toBe(true);
    }
  });

  it('spread the upper alternatives by odds from 1.2 times the limit to 99', () => {
    const rates = above(0.01);

    expect(rates).toHaveLength(12);
    expect(rates[0]).toBeCloseTo((1.2 * 0.01) / 0.99 / (1 + (1.2 * 0.01) / 0.99), 12);
    expect(rates[11]).toBeCloseTo(0.99, 12);
  });
});

describe('the relative ledger (L4)', () => {
  const pair = (cn: number, cs: number, bn: number, bs: number) => ({
    candidate: { requests: cn, errors: cs },
    stable: { requests: bn, errors: bs },
  });
  const e = (block: ReturnType<typeof pair>): number => {
    const errors = sharedErrors(block, 1.5);
    return errors === null ? 1 : worth(capitalAfter(12, (capital) => betOnShare(capital, errors, 1)));
  };

  it('learns nothing from a block without errors or without one of the tracks', () => {
    expect(sharedErrors(pair(50, 0, 950, 0), 1.5)).toBeNull();
    expect(sharedErrors(pair(0, 0, 950, 3), 1.5)).toBeNull();
    expect(sharedErrors(pair(50, 3, 0, 0), 1.5)).toBeNull();
  });

  it('allows the candidate its share of the traffic, times the ratio', () => {
    expect(sharedErrors(pair(50, 1, 950, 1), 1.5)?.share).toBeCloseTo(75 / 1025, 12);
  });

  it('gains when the candidate has more of the errors than that, and loses when it has less', () => {
    expect(e(pair(50, 5, 950, 1))).toBeGreaterThan(100);
    expect(e(pair(50, 0, 950, 6))).toBeLessThan(1);
  });
});

describe('tempering (L7)', () => {
  const fed = (blocks: number, events: (block: number) => number) =>
    Array.from({ length: blocks }, (_, block) => events(block)).reduce(
      (burst, count) => addBurst(burst, 1, count),
      CALM,
    );

  it('doubts what it cannot know: less than ten minutes or fewer than twenty events', () => {
    expect(temperingOf(CALM)).toBe(1 / 1.5);
    expect(temperingOf(fed(599, () => 1))).toBe(1 / 1.5);
    expect(temperingOf(fed(6000, (block) => (block % 400 === 0 ? 1 : 0)))).toBe(1 / 1.5);
  });

  it('is 1 for events that come one by one', () => {
    expect(temperingOf(fed(600, (block) => (block % 20 === 0 ? 1 : 0)))).toBe(1);
  });

  it('takes bursts of five for little more than one event each', () => {
    const h = temperingOf(fed(1000, (block) => (block % 100 === 0 ? 5 : 0)));

    expect(h).toBeGreaterThan(1 / 6);
    expect(h).toBeLessThan(1 / 4);
  });
});

describe('bounds', () => {
  it('lie around the observed rate, and narrow with the number of requests', () => {
    const few = {
      low: lowerBound({ requests: 300, events: 6 }, 20, 1),
      high: upperBound({ requests: 300, events: 6 }, 20, 1),
    };
    const many = {
      low: lowerBound({ requests: 30_000, events: 600 }, 20, 1),
      high: upperBound({ requests: 30_000, events: 600 }, 20, 1),
    };

    expect(few.low).toBeLessThan(many.low);
    expect(many.low).toBeLessThan(0.02);
    expect(many.high).toBeGreaterThan(0.02);
    expect(few.high).toBeGreaterThan(many.high);
  });

  it('agree with the pass ledger: 408 clean requests prove less than 1 %', () => {
    expect(upperBound({ requests: 408, events: 0 }, 20, 1)).toBeLessThanOrEqual(0.01);
    expect(upperBound({ requests: 407, events: 0 }, 20, 1)).toBeGreaterThan(0.01);
  });

  it('are 0 and 1 where nothing is known', () => {
    expect(lowerBound({ requests: 5, events: 0 }, 20, 1)).toBe(0);
    expect(upperBound({ requests: 5, events: 5 }, 20, 1)).toBe(1);
  });
});
