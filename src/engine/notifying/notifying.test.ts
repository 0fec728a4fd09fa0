import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minutes, seconds } from '../../core/kernel/duration.ts';
import type { NotifierSpec } from '../../core/unit/notifier.ts';
import { MemoryJournal } from '../../journal/memory/memory-journal.ts';
import { openOutbox } from '../../journal/outbox/sqlite-outbox.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { aQuickUnit } from '../../testing/fakes/engine-bench.ts';
import { aWebhook, type NotifyingBench, notifyingBench } from '../../testing/fakes/notifying-bench.ts';

const GITHUB: NotifierSpec = {
  ...{ to: 'github', url: 'https://github.test', deployments: true, commitStatus: true },
  token: { from: 'env', name: 'TOKEN' },
};

let here: NotifyingBench;
beforeEach(async () => {
  here = await notifyingBench(new MemoryJournal(), openOutbox);
});
afterEach(() => here.end());

describe('who asks for nothing', () => {
  it('is told that a person is needed and that it is done, and of nothing between', async () => {
    await here.begin();

    await here.bench.serving(aQuickUnit({ notify: [aWebhook('http://a.test')] }));
    await here.bench.clock.advance(seconds(1));

    expect(here.kindsTold('http://a.test')).toEqual(['approval.requested', 'deployment.completed']);
  });

  it('is told that it went back, and that a root cause is asked for', async () => {
    await here.begin();
    await here.bench.canary(aQuickUnit({ notify: [aWebhook('http://a.test')] }));

    await here.bench.life.say('dep_2', { type: 'RollbackDeployment', reason: 'users complain' });
    await here.bench.life.until('dep_2', 'rolled-back', minutes(5));
    await here.bench.clock.advance(seconds(1));

    expect(here.kindsTold('http://a.test').slice(-2)).toEqual(['rollback.started', 'rollback.finished']);
  });
});

describe('who asks for something', () => {
  it('is told of that alone, also by family', async () => {
    await here.begin();

    await here.bench.serving(aQuickUnit({ notify: [aWebhook('http://a.test', ['staging.*', 'production.deployed'])] }));
    await here.bench.clock.advance(seconds(1));

    expect(here.kindsTold('http://a.test')).toEqual(['staging.started', 'staging.ready', 'production.deployed']);
  });
});

describe('a repository', () => {
  it('is told each step in order, and the next one only when it has the one before', async () => {
    let isDown = true;
    here.receivers['https://github.test'] = async () => {
      if (isDown) throw new DriverError('status 502', { retryable: true });
      return null;
    };
    await here.begin();
    await here.bench.life.open('dep_1', '1', aQuickUnit({ repo: 'acme/checkout', notify: [GITHUB] }));
    await here.bench.life.until('dep_1', 'awaiting-approval', minutes(1));
    expect(new Set(here.kindsTold('https://github.test'))).toEqual(new Set(['deployment.opened']));
    isDown = false;
    await here.bench.clock.advance(minutes(3));

    const order = [...new Set(here.kindsTold('https://github.test'))];
    expect(order).toEqual(['deployment.opened', 'staging.started', 'staging.ready', 'approval.requested']);
  });

  it('is told nothing where the unit names none', async () => {
    await here.begin();

    await here.bench.life.open('dep_1', '1', aQuickUnit({ notify: [GITHUB] }));
    await here.bench.clock.advance(seconds(1));

    expect(here.told).toEqual([]);
  });
});

describe('what a receiver gave to be remembered', () => {
  it('is given back with the next message of the deployment', async () => {
    const memos: (string | null)[] = [];
    here.receivers['https://github.test'] = async (_, { memo }) => {
      memos.push(memo);
      return 'thread-1';
    };
    await here.begin();

    await here.bench.life.open('dep_1', '1', aQuickUnit({ repo: 'acme/checkout', notify: [GITHUB] }));
    await here.bench.life.until('dep_1', 'awaiting-approval', minutes(1));

    expect(memos.slice(0, 2)).toEqual([null, 'thread-1']);
  });
});
