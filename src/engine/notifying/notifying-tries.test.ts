import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../core/kernel/duration.ts';
import { MemoryJournal } from '../../journal/memory/memory-journal.ts';
import { openOutbox } from '../../journal/outbox/sqlite-outbox.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { AskedToWait } from '../../ports/notifier.ts';
import { aQuickUnit, engineBench } from '../../testing/fakes/engine-bench.ts';
import { aWebhook, type NotifyingBench, notifyingBench, takes } from '../../testing/fakes/notifying-bench.ts';

let here: NotifyingBench;
beforeEach(async () => {
  here = await notifyingBench(new MemoryJournal(), openOutbox);
});
afterEach(() => here.end());

describe('a message', () => {
  const one = () => aQuickUnit({ notify: [aWebhook('http://a.test', ['deployment.opened'])] });
  /** Opened, and from then on nothing else takes any time. */
  const openedAlone = async (): Promise<void> => {
    await here.bench.life.open('dep_1', '1', one());
    await here.bench.end();
  };

  it('that is not taken comes again under the same id, after longer and longer, until it is', async () => {
    let tries = 0;
    const when: number[] = [];
    here.receivers['http://a.test'] = async () => {
      when.push(here.bench.clock.wall());
      tries += 1;
      if (tries < 4) throw new DriverError('status 500', { retryable: true });
      return null;
    };
    await here.begin();

    await openedAlone();
    await here.bench.clock.advance(minutes(5));

    expect(new Set(here.told)).toEqual(new Set(['http://a.test dep_1.1.deployment.opened.0']));
    expect(when.map((at) => Math.round((at - (when[0] ?? 0)) / 1_000))).toEqual([0, 5, 35, 155]);
    expect(here.outbox.count()).toEqual({ waiting: 0, sent: 1, dead: 0 });
  });

  it('is given up after a day of tries, and replayed comes under the id that it had', async () => {
    here.receivers['http://a.test'] = async () => {
      throw new DriverError('status 500', { retryable: true });
    };
    const running = await here.begin();
    await openedAlone();
    await here.bench.clock.advance(hours(24));
    const tries = here.told.length;

    expect(here.outbox.count()).toEqual({ waiting: 0, sent: 0, dead: 1 });
    expect(here.problems).toContain('a notification was given up');
    here.receivers['http://a.test'] = takes;
    here.outbox.replay('dep_1.1.deployment.opened.0', here.bench.clock.wall());
    running.look();
    await here.bench.clock.advance(seconds(1));

    expect(tries).toBe(9);
    expect(here.told.slice(tries)).toEqual(['http://a.test dep_1.1.deployment.opened.0']);
    expect(here.outbox.count()).toEqual({ waiting: 0, sent: 1, dead: 0 });
  });

  it('that trying again cannot mend is given up at once', async () => {
    here.receivers['http://a.test'] = async () => {
      throw new DriverError('gone', { retryable: false });
    };
    await here.begin();

    await here.bench.life.open('dep_1', '1', one());
    await here.bench.clock.advance(seconds(1));

    expect(here.told).toHaveLength(1);
    expect(here.outbox.list('dead', 1)[0]?.problem).toBe('gone');
  });

  it('waits as long as its receiver asks, and no longer than an hour', async () => {
    const asked = [minutes(3), hours(500)];
    const when: number[] = [];
    here.receivers['http://a.test'] = async () => {
      when.push(here.bench.clock.wall());
      const wait = asked.shift();
      if (wait !== undefined) throw new AskedToWait('busy', wait);
      return null;
    };
    await here.begin();

    await openedAlone();
    await here.bench.clock.advance(hours(2));

    expect(when.map((at) => (at - (when[0] ?? 0)) / 60_000)).toEqual([0, 3, 63]);
  });

  it('is still there after a crash, also when it was under way, and comes again under the same id', async () => {
    here.receivers['http://a.test'] = () => new Promise(() => undefined);
    const lost = await here.begin();
    await here.bench.life.open('dep_1', '1', one());
    await here.bench.clock.advance(seconds(1));
    expect(here.told).toHaveLength(1);

    void lost.stop();
    here.reopen();
    here.receivers['http://a.test'] = takes;
    await here.begin();
    await here.bench.clock.advance(seconds(1));

    expect(here.told).toEqual(Array(2).fill('http://a.test dep_1.1.deployment.opened.0'));
    expect(here.outbox.count()).toEqual({ waiting: 0, sent: 1, dead: 0 });
  });

  it('is made from the record of the time in which nobody ran, and nothing is told twice', async () => {
    const away = await here.begin();
    await here.bench.life.open('dep_1', '1', one());
    await here.bench.clock.advance(seconds(1));
    await away.stop();
    await here.bench.life.open('dep_2', '2', aQuickUnit({ name: 'other', notify: one().notify ?? [] }));

    await here.begin();
    await here.bench.clock.advance(seconds(1));

    expect(here.told).toEqual([
      'http://a.test dep_1.1.deployment.opened.0',
      'http://a.test dep_2.1.deployment.opened.0',
    ]);
  });

  it('is not made of what happened before there was an outbox', async () => {
    await here.bench.life.open('dep_1', '1', one());
    await here.bench.clock.advance(seconds(1));

    await here.begin();
    await here.bench.clock.advance(minutes(1));

    expect(here.kindsTold('http://a.test')).toEqual([]);
  });
});

describe('a receiver that keeps us waiting', () => {
  it('delays no deployment and no other receiver', async () => {
    here.receivers['http://slow.test'] = (_, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const spec = aQuickUnit({ notify: [aWebhook('http://slow.test', ['*']), aWebhook('http://a.test', ['*'])] });
    await here.begin();
    await here.bench.serving(spec);
    await here.bench.clock.advance(seconds(1));
    const slowed = (await here.bench.life.entries('dep_1')).map(({ at }) => at);

    const quick = await engineBench(new MemoryJournal());
    await quick.serving(aQuickUnit());
    const alone = (await quick.life.entries('dep_1')).map(({ at }) => at);
    await quick.end();

    expect(slowed).toEqual(alone);
    expect(here.kindsTold('http://a.test').at(-1)).toBe('deployment.completed');
  });

  it('is left after ten seconds, and tried again', async () => {
    here.receivers['http://slow.test'] = (_, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await here.begin();

    await here.bench.life.open(
      'dep_1',
      '1',
      aQuickUnit({ notify: [aWebhook('http://slow.test', ['deployment.opened'])] }),
    );
    await here.bench.clock.advance(seconds(9));
    expect(here.outbox.list(null, 1)[0]).toMatchObject({ failures: 0 });
    await here.bench.clock.advance(seconds(2));

    expect(here.outbox.list(null, 1)[0]).toMatchObject({ failures: 1, problem: 'no answer within 10 s' });
  });
});
