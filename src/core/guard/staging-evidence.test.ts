import { describe, expect, it } from 'vitest';
import { aDigest, aFailedCheck, aRelease } from '../../testing/builders.ts';
import { aSuccessor } from '../../testing/journey.ts';
import type { Evidence } from '../deployment/evidence.ts';
import type { RollingOut } from '../deployment/state.ts';
import { milliseconds } from '../kernel/duration.ts';
import { later } from '../kernel/instant.ts';
import { areSame, refuseWithoutEvidence } from './staging-evidence.ts';

const { plan, evidence } = aSuccessor().upTo('rolling-out').world.deployment as RollingOut;
const code = (changes: Partial<Evidence>, at = evidence.at) =>
  refuseWithoutEvidence(plan, { ...evidence, ...changes }, at)?.code ?? null;

describe('R1: production needs a passed staging validation of the same digests, not too old', () => {
  it('is content with what staging really showed', () => {
    expect(code({})).toBeNull();
  });

  it('refuses evidence of other artifacts, or of more than the plan brings', () => {
    expect(code({ artifactDigests: [aDigest('9')] })).toBe('evidence-for-other-artifacts');
    expect(code({ artifactDigests: [...evidence.artifactDigests, aDigest('9')] })).toBe('evidence-for-other-artifacts');
  });

  it('refuses evidence of another configuration or another environment', () => {
    expect(code({ configDigest: aDigest('9') })).toBe('evidence-for-other-config');
    expect(code({ environment: 'playground' })).toBe('evidence-for-other-config');
  });

  it('refuses evidence with a failed check or without a smoke', () => {
    expect(code({ checks: [...evidence.checks, aFailedCheck('security')] })).toBe('evidence-not-passed');
    expect(code({ checks: [] })).toBe('evidence-not-passed');
  });

  it('takes evidence that is just as old as it may be, and refuses it a millisecond later', () => {
    const oldest = later(evidence.at, plan.limits.evidenceMaxAge);

    expect(code({}, oldest)).toBeNull();
    expect(code({}, later(oldest, milliseconds(1)))).toBe('evidence-stale');
  });

  it('calls lists of digests the same only in the same order', () => {
    const [one, other] = [aRelease('1'), aRelease('2')].map((release) => release.artifacts[0]?.digest ?? aDigest('0'));

    expect(areSame([one, other] as never, [one, other] as never)).toBe(true);
    expect(areSame([one, other] as never, [other, one] as never)).toBe(false);
  });
});
