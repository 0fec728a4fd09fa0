import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../core/kernel/duration.ts';
import { QUIET } from '../../core/notice/kind.ts';
import type { NotifierSpec } from '../../core/unit/notifier.ts';
import { MemoryJournal } from '../../journal/memory/memory-journal.ts';
import { openOutbox } from '../../journal/outbox/sqlite-outbox.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { AskedToWait, type Notifier, type Sending } from '../../ports/notifier.ts';
import type { Outbox } from '../../ports/outbox.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../../testing/fakes/engine-bench.ts';
import { Notifying } from './notifying.ts';

const webhook = (url: string, on: readonly string[] = QUIET): NotifierSpec => ({
  ...{ to: 'webhook', url, format: 'cloudevents', mode: 'structured', on },
  key: { from: 'env', name: 'KEY' },
});
const GITHUB: NotifierSpec = {
  ...{ to: 'github', url: 'https://github.test', deployments: true, commitStatus: true },
  token: { from: 'env', name: 'TOKEN' },
};

/** A receiver that a test tells what to do with each message. */
type Receiver = (id: string, sending: Sending) => Promise<string | null>;

let bench: EngineBench;
let folder: string;
let outbox: Outbox;
let told: string[];
let receivers: Record<string, Receiver>;
let notifying: Notifying | undefined;
let problems: string[];

const kindIn = (id: string): string => id.split('.').slice(2, -1).join('.');
const takes: Receiver = async () => null;

async function begin(): Promise<Notifying> {
  const notifierOf = (spec: NotifierSpec): Notifier => ({
    send: async (_, sending) => {
      const { url } = spec as { url: string };
      told.push(`${url} ${sending.id}`);
      return { memo: await (receivers[url] ?? takes)(sending.id, sending) };
    },
  });
  const note = (text: string): void => void problems.push(text);
  const made = new Notifying({
    ...{ journal: bench.journal, outbox, clock: bench.clock, notifierOf, traced: false },
    store: {
      deployment: (id) => ({ state: bench.life.deployment(id), version: 0, lastAt: 0 }),
      setAside: () => undefined,
    },
    log: { info: () => undefined, warn: note, error: note },
    current: (entry) => entry,
    page: () => 'http://localhost:7311',
  });
  await made.start();
  notifying = made;
  return made;
}

beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-notifying-'));
  outbox = openOutbox(join(folder, 'outbox.db'));
  [told, receivers, problems] = [[], {}, []];
});
afterEach(async () => {
  await notifying?.stop();
  await bench.end();
  outbox.close();
  rmSync(folder, { recursive: true });
});

const kindsTold = (url: string): readonly string[] =>
  told.filter((one) => one.startsWith(`${url} `)).map((one) => kindIn(one.slice(url.length + 1)));

describe('who asks for nothing', () => {
  it('is told that a person is needed and that it is done, and of nothing between', async () => {
    await begin();

    await bench.serving(aQuickUnit({ notify: [webhook('http://a.test')] }));
    await bench.clock.advance(seconds(1));

    expect(kindsTold('http://a.test')).toEqual(['approval.requested', 'deployment.completed']);
  });

  it('is told that it went back, and that a root cause is asked for', async () => {
    await begin();
    await bench.canary(aQuickUnit({ notify: [webhook('http://a.test')] }));

    await bench.life.say('dep_2', { type: 'RollbackDeployment', reason: 'users complain' });
    await bench.life.until('dep_2', 'rolled-back', minutes(5));
    await bench.clock.advance(seconds(1));

    expect(kindsTold('http://a.test').slice(-2)).toEqual(['rollback.started', 'rollback.finished']);
  });
});

describe('who asks for something', () => {
  it('is told of that alone, also by family', async () => {
    await begin();

    await bench.serving(aQuickUnit({ notify: [webhook('http://a.test', ['staging.*', 'production.deployed'])] }));
    await bench.clock.advance(seconds(1));

    expect(kindsTold('http://a.test')).toEqual(['staging.started', 'staging.ready', 'production.deployed']);
  });
});

describe('a message', () => {
  const one = () => aQuickUnit({ notify: [webhook('http://a.test', ['deployment.opened'])] });
  /** Opened, and from then on nothing else takes any time. */
  const openedAlone = async (): Promise<void> => {
    await bench.life.open('dep_1', '1', one());
    await bench.end();
  };

  it('that is not taken comes again under the same id, after longer and longer, until it is', async () => {
    let tries = 0;
    const when: number[] = [];
    receivers['http://a.test'] = async () => {
      when.push(bench.clock.wall());
      tries += 1;
      if (tries < 4) throw new DriverError('status 500', { retryable: true });
      return null;
    };
    await begin();

    await openedAlone();
    await bench.clock.advance(minutes(5));

    expect(new Set(told)).toEqual(new Set(['http://a.test dep_1.1.deployment.opened.0']));
    expect(when.map((at) => Math.round((at - (when[0] ?? 0)) / 1_000))).toEqual([0, 5, 35, 155]);
    expect(outbox.count()).toEqual({ waiting: 0, sent: 1, dead: 0 });
  });

  it('is given up after a day of tries, and replayed comes under the id that it had', async () => {
    receivers['http://a.test'] = async () => {
      throw new DriverError('status 500', { retryable: true });
    };
    const running = await begin();
    await openedAlone();
    await bench.clock.advance(hours(24));
    const tries = told.length;

    expect(outbox.count()).toEqual({ waiting: 0, sent: 0, dead: 1 });
    expect(problems).toContain('a notification was given up');
    receivers['http://a.test'] = takes;
    outbox.replay('dep_1.1.deployment.opened.0', bench.clock.wall());
    running.look();
    await bench.clock.advance(seconds(1));

    expect(tries).toBe(9);
    expect(told.slice(tries)).toEqual(['http://a.test dep_1.1.deployment.opened.0']);
    expect(outbox.count()).toEqual({ waiting: 0, sent: 1, dead: 0 });
  });

  it('that trying again cannot mend is given up at once', async () => {
    receivers['http://a.test'] = async () => {
      throw new DriverError('gone', { retryable: false });
    };
    await begin();

    await bench.life.open('dep_1', '1', one());
    await bench.clock.advance(seconds(1));

    expect(told).toHaveLength(1);
    expect(outbox.list('dead', 1)[0]?.problem).toBe('gone');
  });

  it('waits as long as its receiver asks, and no longer than an hour', async () => {
    const asked = [minutes(3), hours(500)];
    const when: number[] = [];
    receivers['http://a.test'] = async () => {
      when.push(bench.clock.wall());
      const wait = asked.shift();
      if (wait !== undefined) throw new AskedToWait('busy', wait);
      return null;
    };
    await begin();

    await openedAlone();
    await bench.clock.advance(hours(2));

    expect(when.map((at) => (at - (when[0] ?? 0)) / 60_000)).toEqual([0, 3, 63]);
  });

  it('is still there after a crash, also when it was under way, and comes again under the same id', async () => {
    receivers['http://a.test'] = () => new Promise(() => undefined);
    const lost = await begin();
    await bench.life.open('dep_1', '1', one());
    await bench.clock.advance(seconds(1));
    expect(told).toHaveLength(1);

    void lost.stop();
    outbox.close();
    outbox = openOutbox(join(folder, 'outbox.db'));
    receivers['http://a.test'] = takes;
    await begin();
    await bench.clock.advance(seconds(1));

    expect(told).toEqual(Array(2).fill('http://a.test dep_1.1.deployment.opened.0'));
    expect(outbox.count()).toEqual({ waiting: 0, sent: 1, dead: 0 });
  });

  it('is made from the record of the time in which nobody ran, and nothing is told twice', async () => {
    const away = await begin();
    await bench.life.open('dep_1', '1', one());
    await bench.clock.advance(seconds(1));
    await away.stop();
    await bench.life.open('dep_2', '2', aQuickUnit({ name: 'other', notify: one().notify ?? [] }));

    await begin();
    await bench.clock.advance(seconds(1));

    expect(told).toEqual(['http://a.test dep_1.1.deployment.opened.0', 'http://a.test dep_2.1.deployment.opened.0']);
  });

  it('is not made of what happened before there was an outbox', async () => {
    await bench.life.open('dep_1', '1', one());
    await bench.clock.advance(seconds(1));

    await begin();
    await bench.clock.advance(minutes(1));

    expect(kindsTold('http://a.test')).toEqual([]);
  });
});

describe('a receiver that keeps us waiting', () => {
  it('delays no deployment and no other receiver', async () => {
    receivers['http://slow.test'] = (_, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const spec = aQuickUnit({ notify: [webhook('http://slow.test', ['*']), webhook('http://a.test', ['*'])] });
    await begin();
    await bench.serving(spec);
    await bench.clock.advance(seconds(1));
    const slowed = (await bench.life.entries('dep_1')).map(({ at }) => at);

    const quick = await engineBench(new MemoryJournal());
    await quick.serving(aQuickUnit());
    const alone = (await quick.life.entries('dep_1')).map(({ at }) => at);
    await quick.end();

    expect(slowed).toEqual(alone);
    expect(kindsTold('http://a.test').at(-1)).toBe('deployment.completed');
  });

  it('is left after ten seconds, and tried again', async () => {
    receivers['http://slow.test'] = (_, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await begin();

    await bench.life.open('dep_1', '1', aQuickUnit({ notify: [webhook('http://slow.test', ['deployment.opened'])] }));
    await bench.clock.advance(seconds(9));
    expect(outbox.list(null, 1)[0]).toMatchObject({ failures: 0 });
    await bench.clock.advance(seconds(2));

    expect(outbox.list(null, 1)[0]).toMatchObject({ failures: 1, problem: 'no answer within 10 s' });
  });
});

describe('a repository', () => {
  it('is told each step in order, and the next one only when it has the one before', async () => {
    let isDown = true;
    receivers['https://github.test'] = async () => {
      if (isDown) throw new DriverError('status 502', { retryable: true });
      return null;
    };
    await begin();
    await bench.life.open('dep_1', '1', aQuickUnit({ repo: 'acme/checkout', notify: [GITHUB] }));
    await bench.life.until('dep_1', 'awaiting-approval', minutes(1));
    expect(new Set(kindsTold('https://github.test'))).toEqual(new Set(['deployment.opened']));
    isDown = false;
    await bench.clock.advance(minutes(3));

    const order = [...new Set(kindsTold('https://github.test'))];
    expect(order).toEqual(['deployment.opened', 'staging.started', 'staging.ready', 'approval.requested']);
  });

  it('is told nothing where the unit names none', async () => {
    await begin();

    await bench.life.open('dep_1', '1', aQuickUnit({ notify: [GITHUB] }));
    await bench.clock.advance(seconds(1));

    expect(told).toEqual([]);
  });
});

describe('what a receiver gave to be remembered', () => {
  it('is given back with the next message of the deployment', async () => {
    const memos: (string | null)[] = [];
    receivers['https://github.test'] = async (_, { memo }) => {
      memos.push(memo);
      return 'thread-1';
    };
    await begin();

    await bench.life.open('dep_1', '1', aQuickUnit({ repo: 'acme/checkout', notify: [GITHUB] }));
    await bench.life.until('dep_1', 'awaiting-approval', minutes(1));

    expect(memos.slice(0, 2)).toEqual([null, 'thread-1']);
  });
});
