import { describe, expect, it } from 'vitest';
import { ACTION_NAMES } from '../authorisation/action.ts';
import { hours, milliseconds, minutes } from '../kernel/duration.ts';
import { instant, later } from '../kernel/instant.ts';
import { ALL, type Weight } from '../kernel/weight.ts';
import { type AgentBudget, WIDEST } from './agent-budget.ts';
import { refuseRejected } from './rejected-lately.ts';
import { costOf, type OpeningWish, refuseOpening, refuseRate, refuseText, type Usage } from './spend-budget.ts';

const now = instant(1_800_000_000_000);
const idle: Usage = { openedAt: [], activeOfUnit: 0, openRequests: 0, rejectedAt: null };
const wish: OpeningWish = {
  environments: ['production', 'staging'],
  highestWeight: ALL,
  texts: ['a reason'],
  minuteOfDay: 600,
  at: now,
};
const opens = (
  changes: { budget?: Partial<AgentBudget>; usage?: Partial<Usage>; wish?: Partial<OpeningWish> } = {},
): string =>
  refuseOpening({ ...WIDEST, ...changes.budget }, { ...idle, ...changes.usage }, { ...wish, ...changes.wish })?.code ??
  'opened';

describe('what an agent may ask for in a minute', () => {
  it.each([
    ['change', 30],
    ['read', 600],
  ] as const)('is so many of a %s: %d', (cost, most) => {
    expect(refuseRate(cost, most - 1, WIDEST)).toBeNull();
    expect(refuseRate(cost, most, WIDEST)?.code).toBe('budget-spent');
  });

  it('has no limit in the safe direction', () => {
    expect(ACTION_NAMES.filter((action) => costOf(action) === 'free')).toEqual(['hold', 'rollback', 'abort']);
    expect(refuseRate('free', 1_000_000, WIDEST)).toBeNull();
  });

  it('counts reading as a read and everything else as a change', () => {
    expect(ACTION_NAMES.filter((action) => costOf(action) === 'read')).toEqual(['read', 'whoami']);
    expect(costOf('deploy')).toBe('change');
    expect(costOf('resume')).toBe('change');
  });
});

describe('a text of an agent', () => {
  it('has 4 KiB, counted in bytes and not in letters', () => {
    expect(refuseText('a'.repeat(4_096), WIDEST)).toBeNull();
    expect(refuseText('a'.repeat(4_097), WIDEST)?.code).toBe('text-too-long');
    expect(refuseText('é'.repeat(2_048), WIDEST)).toBeNull();
    expect(refuseText('é'.repeat(2_049), WIDEST)?.code).toBe('text-too-long');
    expect(refuseText('€'.repeat(1_366), WIDEST)?.code).toBe('text-too-long');
    expect(refuseText('🚢'.repeat(1_024), WIDEST)).toBeNull();
    expect(refuseText('🚢'.repeat(1_025), WIDEST)?.code).toBe('text-too-long');
  });
});

describe('a deployment of an agent', () => {
  it('is opened while nothing is spent', () => {
    expect(opens()).toBe('opened');
  });

  it('is the tenth of a day, and no eleventh', () => {
    expect(opens({ usage: { openedAt: Array(9).fill(now) } })).toBe('opened');
    expect(opens({ usage: { openedAt: Array(10).fill(now) } })).toBe('budget-spent');
  });

  it('is the only one of its unit under way', () => {
    expect(opens({ usage: { activeOfUnit: 1 } })).toBe('budget-spent');
  });

  it('waits while three questions of the agent wait for people', () => {
    expect(opens({ usage: { openRequests: 2 } })).toBe('opened');
    expect(opens({ usage: { openRequests: 3 } })).toBe('budget-spent');
  });

  it('waits an hour after a person rejected the same', () => {
    const rejectedAt = later(now, milliseconds(-hours(1)));

    expect(opens({ usage: { rejectedAt } })).toBe('opened');
    expect(opens({ usage: { rejectedAt: later(rejectedAt, milliseconds(1)) } })).toBe('rejected-lately');
  });

  it('goes only to the environments that agents may go to, its staging included', () => {
    expect(opens({ budget: { environments: ['staging', 'production'] } })).toBe('opened');
    expect(opens({ budget: { environments: ['staging'] } })).toBe('environment-not-for-agents');
    expect(opens({ budget: { environments: ['production'] } })).toBe('environment-not-for-agents');
  });

  it('reaches no higher weight than agents may', () => {
    expect(opens({ budget: { maxWeight: 250 as Weight } })).toBe('weight-over-budget');
    expect(opens({ budget: { maxWeight: 250 as Weight }, wish: { highestWeight: 250 as Weight } })).toBe('opened');
  });

  it.each([
    [{ from: 480, to: 1_080 }, [480, 600, 1_079], [479, 1_080, 0]],
    [{ from: 1_320, to: 360 }, [1_320, 1_439, 0, 359], [360, 1_319, 720]],
  ])('begins in the hours %j', (part, inside, outside) => {
    const at = (minuteOfDay: number) => opens({ budget: { hours: { ...part, zone: 'UTC' } }, wish: { minuteOfDay } });

    for (const minute of inside) expect(at(minute), String(minute)).toBe('opened');
    for (const minute of outside) expect(at(minute), String(minute)).toBe('outside-agents-hours');
  });

  it('has no text that is too long', () => {
    expect(opens({ wish: { texts: ['', 'a'.repeat(4_097)] } })).toBe('text-too-long');
  });
});

describe('artifacts that a person rejected', () => {
  const rejected = [{ digests: ['sha256:a', 'sha256:b'], at: now }];
  const built = (digests: readonly string[], after: number) =>
    refuseRejected(rejected, digests, later(now, minutes(after)))?.code ?? 'goes on';

  it('are not asked for again within the hour', () => {
    expect(built(['sha256:b', 'sha256:a'], 59)).toBe('rejected-lately');
    expect(built(['sha256:a'], 59)).toBe('rejected-lately');
    expect(built(['sha256:a', 'sha256:b'], 60)).toBe('goes on');
  });

  it('stand in the way of nothing that differs from them', () => {
    expect(built(['sha256:a', 'sha256:c'], 1)).toBe('goes on');
    expect(refuseRejected([], ['sha256:a'], now)).toBeNull();
  });
});
