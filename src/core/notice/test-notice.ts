import type { Instant } from '../kernel/instant.ts';
import type { Release } from '../unit/release.ts';
import type { UnitSpec } from '../unit/unit.ts';
import { TEST_KIND } from './kind.ts';
import type { Notice } from './notice.ts';

const NOTHING: readonly Release['artifacts'][number][] = [];

/** A message that says of itself that it is a test, as every other message is made: no deployment, release or commit is in it. */
export const testNotice = ({ name, repo }: UnitSpec, at: Instant): Notice => ({
  kind: TEST_KIND,
  ...{ seq: 0, at, deployment: 'test', unit: name, environment: 'plimsoll-test', staging: 'plimsoll-test' },
  ...{ repo: repo ?? null, commit: '', version: 'test', from: null, phase: null, signal: null },
  title: `TEST of Plimsoll: this receiver is told what happens to ${name}. Nothing happened`,
  facts: [{ name: 'test', text: 'somebody asked whether messages arrive' }],
  ...{ said: null, waitsFor: null, path: '/settings', artifacts: NOTHING, span: null },
});
