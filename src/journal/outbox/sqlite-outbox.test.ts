import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../core/kernel/instant.ts';
import type { Message, Outbox } from '../../ports/outbox.ts';
import { aNotice } from '../../testing/notices.ts';
import { openOutbox } from './sqlite-outbox.ts';

let folder: string;
let outbox: Outbox;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-outbox-'));
  outbox = openOutbox(join(folder, 'outbox', 'outbox.db'));
});
afterEach(() => {
  outbox.close();
  rmSync(folder, { recursive: true });
});

const at = (seconds: number) => instant(seconds * 1_000);
const message = (id: string, lane: string | null = null): Message => ({
  ...{ id, lane, deployment: 'dep_1', notifier: 0, notice: aNotice() },
});
const due = (seconds: number) => outbox.due(at(seconds), 10).map(({ id }) => id);

describe('an outbox', () => {
  it('knows nothing at first, not even a position', () => {
    expect([outbox.position(), outbox.due(at(0), 10), outbox.nextDue(at(0))]).toEqual([null, [], null]);
  });

  it('keeps messages and the position that they were made up to, also when it is opened anew', () => {
    outbox.take(7, [message('a'), message('b')], at(1));
    outbox.close();
    outbox = openOutbox(join(folder, 'outbox', 'outbox.db'));

    expect(outbox.position()).toBe(7);
    expect(due(1)).toEqual(['a', 'b']);
    expect(outbox.find('a')).toMatchObject({ notice: aNotice(), delivery: 'waiting', failures: 0, problem: null });
  });

  it('takes a message that is made again for the one that it has', () => {
    outbox.take(7, [message('a')], at(1));
    outbox.settle('a', { kind: 'sent', at: at(2), memo: null });

    outbox.take(8, [message('a')], at(3));

    expect(due(9)).toEqual([]);
    expect(outbox.count()).toEqual({ waiting: 0, sent: 1, dead: 0 });
  });

  it('gives a message that failed again when its time has come', () => {
    outbox.take(1, [message('a')], at(1));

    outbox.settle('a', { kind: 'failed', problem: 'status 500', nextAt: at(60) });

    expect([due(59), due(60)]).toEqual([[], ['a']]);
    expect(outbox.nextDue(at(1))).toBe(at(60));
    expect(outbox.nextDue(at(60))).toBeNull();
    expect(outbox.find('a')).toMatchObject({ failures: 1, problem: 'status 500' });
  });

  it('gives of a lane only the first, until that is sent or given up', () => {
    outbox.take(1, [message('a', 'x'), message('b', 'x'), message('c', 'y'), message('d')], at(1));

    expect(due(1)).toEqual(['a', 'c', 'd']);
    outbox.settle('a', { kind: 'failed', problem: 'no', nextAt: at(60) });
    expect(due(1)).toEqual(['c', 'd']);
    outbox.settle('a', { kind: 'dead', problem: 'no', at: at(61) });
    expect(due(61)).toEqual(['b', 'c', 'd']);
  });

  it('remembers for a lane what its last message left', () => {
    outbox.take(1, [message('a', 'x'), message('b', 'x')], at(1));

    outbox.settle('a', { kind: 'sent', at: at(2), memo: '17.5' });
    outbox.settle('b', { kind: 'sent', at: at(3), memo: null });

    expect([outbox.memo('x'), outbox.memo('y')]).toEqual(['17.5', null]);
  });

  it('sends once more what ended, and at once what waits, each from its first try', () => {
    outbox.take(1, [message('a'), message('b')], at(1));
    outbox.settle('a', { kind: 'dead', problem: 'no', at: at(2) });
    outbox.settle('b', { kind: 'failed', problem: 'no', nextAt: at(60) });

    outbox.replay('a', at(5));
    outbox.replay('b', at(5));

    expect(due(5)).toEqual(['a', 'b']);
    expect(outbox.find('a')).toMatchObject({ delivery: 'waiting', failures: 0, endedAt: null });
    expect(outbox.find('b')).toMatchObject({ delivery: 'waiting', failures: 0 });
  });

  it('forgets what ended long ago, with what was remembered of it, and nothing that waits', () => {
    outbox.take(1, [message('a', 'x'), message('b'), message('c')], at(1));
    outbox.settle('a', { kind: 'sent', at: at(2), memo: '1' });
    outbox.settle('b', { kind: 'sent', at: at(50), memo: null });

    outbox.forget(at(10));

    expect(outbox.list(null, 10).map(({ id }) => id)).toEqual(['c', 'b']);
    expect(outbox.memo('x')).toBeNull();
    expect(outbox.list('sent', 10).map(({ id }) => id)).toEqual(['b']);
  });
});
