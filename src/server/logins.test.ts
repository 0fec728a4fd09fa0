import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { NOON } from '../testing/builders.ts';
import { type VirtualClock, virtualClock } from '../testing/virtual-clock.ts';
import { Logins } from './logins.ts';
import { SessionBook } from './session-book.ts';
import { SessionRecord } from './session-record.ts';
import type { Session } from './sessions.ts';

const SECRET = 'a'.repeat(43);
const PROOF = `sha256:${createHash('sha256').update(SECRET).digest('hex')}`;

let clock: VirtualClock;
let logins: Logins;
let sessions: SessionBook;
let ada: Session;
beforeEach(async () => {
  clock = virtualClock(NOON);
  sessions = new SessionBook(await SessionRecord.load(new MemoryJournal(), clock, 1), clock, () => true);
  logins = new Logins(clock, sessions, () => 'http://localhost:7311');
  ada = (await sessions.begin('person:ada', 'key')).session;
});
const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
    return 'done';
  } catch (error) {
    return (error as { problems: readonly { code: string }[] }).problems[0]?.code ?? String(error);
  }
};

describe('a command line that waits for a session', () => {
  it('gets one that a person handed over by its code, once', async () => {
    const { id, code, url } = logins.open(PROOF);
    expect(url).toBe(`http://localhost:7311/login#${id}`);
    expect(await codeOf(() => logins.claim(id, SECRET))).toBe('login-pending');

    logins.handOver(id, code, ada);
    const claimed = await logins.claim(id, SECRET);

    expect(claimed).toMatchObject({ person: 'person:ada', until: new Date(ada.until).toISOString() });
    expect(sessions.find(claimed.bearer)).toMatchObject({ person: 'person:ada', until: ada.until });
    expect(await codeOf(() => logins.claim(id, SECRET))).toBe('no-such-login');
  });

  it('gets nothing without the secret, though the link, the id and the code are known', async () => {
    const { id, code } = logins.open(PROOF);
    logins.handOver(id, code, ada);

    expect(await codeOf(() => logins.claim(id, 'b'.repeat(43)))).toBe('no-such-login');
    expect(await codeOf(() => logins.claim(id, code))).toBe('no-such-login');
    expect(await codeOf(() => logins.claim(id, SECRET))).toBe('done');
  });

  it('is given up when a person hands over by another code: they were sent somebody else’s link', async () => {
    const { id, code } = logins.open(PROOF);

    expect(await codeOf(() => logins.handOver(id, 'AAAA-AAAA', ada))).toBe('login-code-wrong');
    expect(await codeOf(() => logins.handOver(id, code, ada))).toBe('no-such-login');
  });

  it('has ten minutes to wait, and one to fetch what was handed over', async () => {
    const late = logins.open(PROOF);
    const handed = logins.open(PROOF);
    logins.handOver(handed.id, handed.code, ada);

    await clock.advance(seconds(59));
    const quick = logins.open(PROOF);
    logins.handOver(quick.id, quick.code, ada);
    await clock.advance(seconds(1));
    expect(await codeOf(() => logins.claim(handed.id, SECRET))).toBe('no-such-login');
    expect(await codeOf(() => logins.claim(quick.id, SECRET))).toBe('done');

    expect(await codeOf(() => logins.look(late.id))).toBe('done');
    await clock.advance(minutes(9));
    expect(await codeOf(() => logins.look(late.id))).toBe('no-such-login');
  });

  it('is one of at most sixty-four, and makes room when its time is over', async () => {
    for (let count = 0; count < 64; count += 1) logins.open(PROOF);

    expect(await codeOf(() => logins.open(PROOF))).toBe('too-many-logins');
    await clock.advance(minutes(10));
    expect(await codeOf(() => logins.open(PROOF))).toBe('done');
  });

  it('is handed one session, not two', async () => {
    const { id, code } = logins.open(PROOF);
    logins.handOver(id, code, ada);

    expect(await codeOf(() => logins.handOver(id, code, ada))).toBe('login-handed-over');
  });
});
