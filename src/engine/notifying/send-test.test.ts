import { describe, expect, it } from 'vitest';
import { seconds } from '../../core/kernel/duration.ts';
import { testNotice } from '../../core/notice/test-notice.ts';
import type { NotifierSpec } from '../../core/unit/notifier.ts';
import { DriverError } from '../../ports/driver-error.ts';
import type { Notifier } from '../../ports/notifier.ts';
import { aUnitSpec, NOON } from '../../testing/builders.ts';
import { virtualClock } from '../../testing/virtual-clock.ts';
import { sendTest } from './send-test.ts';

const SLACK: NotifierSpec = {
  ...{ to: 'slack', way: { kind: 'webhook', webhook: { from: 'env', name: 'S' } }, on: [] },
};
const clock = virtualClock(NOON);
const test = (send: Notifier['send']) =>
  sendTest(
    { notifierOf: () => ({ send }), clock, page: () => 'http://localhost:7311' },
    SLACK,
    testNotice(aUnitSpec(), NOON),
    'test.1',
  );

describe('a test message', () => {
  it('tells what the receiver answered', async () => {
    const said: string[] = [];
    const tested = await test(async ({ kind }, { id, page }) => {
      said.push(`${kind} ${id} ${page}`);
      return { memo: null, answered: '202: thanks' };
    });

    expect(tested).toEqual({ taken: true, answer: '202: thanks' });
    expect(said).toEqual(['notify.test test.1 http://localhost:7311']);
  });

  it('tells why it was not taken, and is not tried again', async () => {
    let tries = 0;
    const tested = await test(async () => {
      tries += 1;
      throw new DriverError('http://hooks.test answered 503', { retryable: true });
    });

    expect(tested).toEqual({ taken: false, answer: 'http://hooks.test answered 503' });
    expect(tries).toBe(1);
  });

  it('is waited for ten seconds', async () => {
    const testing = test(
      (_, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );

    await clock.advance(seconds(10));

    expect(await testing).toEqual({ taken: false, answer: 'no answer within 10 s' });
  });
});
