import { instant } from '../core/kernel/instant.ts';
import type { Notice } from '../core/notice/notice.ts';
import { aDigest, NOON } from './builders.ts';

/** A notice of a deployment of checkout, at noon. */
export const aNotice = (changes: Partial<Notice> = {}): Notice => ({
  kind: 'rollback.started',
  seq: 42,
  at: NOON,
  deployment: 'dep_2',
  ...{ unit: 'checkout', environment: 'production', staging: 'staging', repo: 'acme/checkout' },
  ...{ commit: 'c'.repeat(40), version: '2.14.0', from: '2.13.4', phase: 'rolling-back', signal: 'ROLLBACK_TRIGGERED' },
  title: 'checkout 2.13.4 → 2.14.0 is being rolled back on production',
  facts: [{ name: 'weight', text: '25 %' }],
  said: 'error_rate 5 % is not < 1 %',
  waitsFor: null,
  path: '/d/dep_2',
  artifacts: [{ name: 'app', kind: 'files', digest: aDigest('a') }],
  span: { name: 'stage 2/3 · 25 %', from: instant(NOON - 60_000), to: NOON },
  ...changes,
});
