import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Duration, hours, minutes, seconds } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';
import { windowAt } from '../core/window/active.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { aQuickUnit, type EngineBench, engineBench, QUICK } from '../testing/fakes/engine-bench.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
});
afterEach(async () => {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
});

const entriesOf = async (...types: readonly string[]) =>
  (await bench.life.entries('dep_2')).filter(({ type }) => types.includes(type));

describe('a wall clock that jumps in a stage', () => {
  it.each([
    ['an hour ahead', hours(1)],
    ['an hour back', hours(-1)],
  ])(
    '%s holds the weight until both tracks were measured again, and neither shortens nor lengthens the stage',
    async (_, by) => {
      const { life, clock } = bench;
      await bench.canary();
      await clock.advance(seconds(5));
      clock.jumpWall(by);

      await life.until('dep_2', 'baking', minutes(3));

      const [first] = await entriesOf('StageAdvanced');
      const [shifted] = await entriesOf('TrafficShifted');
      const served = (first?.steady ?? 0) - (shifted?.steady ?? 0);
      expect(served).toBeGreaterThanOrEqual(QUICK);
      expect(served).toBeLessThan(QUICK + 3_000);
      const held = await entriesOf('ClockJumped', 'HoldPlaced', 'HoldLifted');
      expect(held.map(({ type }) => type)).toEqual(['ClockJumped', 'HoldPlaced', 'HoldLifted']);
      expect(held[0]?.body).toMatchObject({ cause: 'jump', by });
      expect(held[1]?.body).toMatchObject({ hold: { reason: 'clock-jump' } });
    },
  );

  it('holds for as long as the tracks say nothing: an old measurement does not lift it', async () => {
    const { life, clock, machine } = bench;
    await bench.canary();
    const { load } = machine.site('checkout');
    const users = load.second;
    load.second = async () => undefined;
    clock.jumpWall(hours(1));

    await clock.advance(seconds(10));
    expect(life.deployment('dep_2')).toMatchObject({ holds: [{ reason: 'clock-jump' }, { reason: 'judge' }] });
    load.second = users;
    await clock.advance(seconds(2));

    expect(life.deployment('dep_2')).toMatchObject({ holds: [] });
  });

  it('by two seconds is taken into account without a hold', async () => {
    const { life, clock } = bench;
    await bench.canary();
    await clock.advance(seconds(5));
    clock.jumpWall(seconds(2));

    await life.until('dep_2', ({ phase }) => phase === 'baking', minutes(3));

    const [first] = await entriesOf('StageAdvanced');
    const [shifted] = await entriesOf('TrafficShifted');
    expect((first?.steady ?? 0) - (shifted?.steady ?? 0)).toBeGreaterThanOrEqual(QUICK);
    expect((await entriesOf('ClockJumped', 'HoldPlaced')).map(({ body }) => body)).toMatchObject([{ by: 2_000 }]);
  });

  it('does not run into deployment_timeout, whoever asks first after the jump', async () => {
    const { life, clock } = bench;
    await bench.canary();
    await clock.advance(milliseconds(300));
    clock.jumpWall(hours(3));
    await life.say('dep_2', { type: 'HoldDeployment', reason: 'x' });
    await life.say('dep_2', { type: 'ResumeDeployment', reason: 'y' });

    await life.until('dep_2', 'completed', minutes(3));
  });
});

describe('the calendar', () => {
  const source = { kind: 'cron', name: 'night', cron: '0 2 * * *', duration: hours(1), timezone: 'UTC' } as const;
  const spec = () => aQuickUnit({ windows: { sources: [source], onOpen: 'hold', lookahead: 'start' } });

  it('is read again well before it runs out, so that no moment is ever unknown', async () => {
    const { life, machine, clock } = bench;
    const reads: number[] = [];
    machine.calendar = (from) => {
      reads.push(from);
      return { intervals: [], knownUntil: later(from, milliseconds(hours(6) + minutes(5))) };
    };
    await life.open('dep_2', '2', spec());
    await clock.advance(minutes(11));

    expect(reads.map((at) => at - (reads[0] ?? 0))).toEqual([0, minutes(5), minutes(10)]);
    expect(await entriesOf('CalendarRunsOut', 'CalendarRead')).toHaveLength(4);
    const { calendar } = life.deployment('dep_2');
    expect(calendar.knownUntil - clock.wall()).toBeGreaterThan(hours(6));
  });

  it('with feeds is read again when they are due, however far it reaches, and denies from the moment a feed is stale', async () => {
    const { life, machine, clock } = bench;
    await bench.serving();
    const reads: number[] = [];
    machine.calendar = (from, knownUntil) => {
      reads.push(from);
      const isAway = reads.length > 2;
      const staleAt = later((isAway ? reads[1] : from) as typeof from, minutes(8));
      const refreshAt = later(from, isAway ? minutes(1) : minutes(5));
      return { intervals: [], knownUntil, staleAt, refreshAt, ...(isAway ? { problem: 'the feed is away' } : {}) };
    };
    const begun = clock.wall();
    await life.open('dep_2', '2', spec());
    await clock.advance(minutes(12));

    expect(reads.map((at) => at - begun)).toEqual([0, 5, 10, 11, 12].map(minutes));
    await clock.advance(minutes(2));
    const { calendar } = life.deployment('dep_2');
    expect([windowAt(calendar, clock.wall()), calendar.problem]).toEqual(['unknown', 'the feed is away']);
  });

  it('that says a window is open holds, and lets go on by itself to the second when it is over', async () => {
    const { life, machine } = bench;
    await bench.serving();
    let opens = 0;
    machine.calendar = (from, knownUntil) => {
      opens = from + 5_000;
      return { intervals: [{ name: 'lunch', from: later(from, seconds(5)), to: later(from, minutes(2)) }], knownUntil };
    };
    await bench.approved('dep_2', '2', spec());
    await life.until('dep_2', 'completed', minutes(5));

    const [held, lifted] = await entriesOf('HoldPlaced', 'HoldLifted');
    expect(held).toMatchObject({ at: opens, body: { hold: { reason: 'window' } } });
    expect(lifted).toMatchObject({ at: opens + 115_000, body: { reason: 'window' } });
    const advanced = await entriesOf('StageAdvanced');
    expect(advanced[0]?.at).toBeGreaterThanOrEqual(opens + 115_000);
  });
});

const milliseconds = (count: number): Duration => seconds(count / 1_000);
