import { describe, expect, it } from 'vitest';
import { aUnitSpec, NOON } from '../../testing/builders.ts';
import type { NotifierSpec } from '../unit/notifier.ts';
import { receiversOf } from './receivers.ts';
import { testNotice } from './test-notice.ts';

const secret = { from: 'env', name: 'S' } as const;
const hook = (url: string): NotifierSpec => ({
  ...{ to: 'webhook', url, format: 'cloudevents', mode: 'structured', key: secret, on: [] },
});
const slack: NotifierSpec = { to: 'slack', way: { kind: 'webhook', webhook: secret }, on: [] };

describe('receivers', () => {
  it('are called by what they are, and counted where that names several', () => {
    const all = receiversOf([hook('http://a/x?key=1'), slack, hook('http://b/y')]);

    expect(all.map(({ name, to }) => [name, to])).toEqual([
      ['webhook-1', 'webhook http://a'],
      ['slack', 'slack'],
      ['webhook-2', 'webhook http://b'],
    ]);
  });

  it('are none where nobody is told', () => {
    expect(receiversOf(undefined)).toEqual([]);
  });
});

it('a test message says that it is one, and is about no deployment', () => {
  const notice = testNotice(aUnitSpec(), NOON);

  expect(notice.title).toContain('TEST');
  expect(notice).toMatchObject({ kind: 'notify.test', phase: null, signal: null, artifacts: [], waitsFor: null });
});
