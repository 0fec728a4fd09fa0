import { describe, expect, it } from 'vitest';
import { aDigest, anOpening, aRelease } from '../../testing/builders.ts';
import { aSuccessor, journeyOf } from '../../testing/journey.ts';
import type { RollbackCertificate } from '../deployment/evidence.ts';
import type { RollingOut } from '../deployment/state.ts';
import { milliseconds } from '../kernel/duration.ts';
import type { ReleaseId } from '../kernel/id.ts';
import { type Instant, later } from '../kernel/instant.ts';
import { refuseWithoutRollback } from './rollback-ready.ts';

const OTHER = 'rel_x' as ReleaseId;
const state = aSuccessor().upTo('rolling-out').world.deployment as RollingOut;

interface Case {
  readonly of?: RollingOut;
  readonly at?: Instant;
  readonly isThere?: boolean;
}

function code(
  changes: Partial<RollbackCertificate>,
  { of = state, at = of.certificate.at, isThere = true }: Case = {},
) {
  return refuseWithoutRollback(of.plan, { ...of.certificate, ...changes }, isThere, at)?.code ?? null;
}

describe('R4: production needs a fresh rehearsal of this way back, and its target right now', () => {
  it('is content with the rehearsal of this candidate and this target', () => {
    expect(code({})).toBeNull();
  });

  it('refuses the rehearsal of another candidate, other artifacts or another configuration', () => {
    expect(code({ candidate: OTHER })).toBe('certificate-for-another-candidate');
    expect(code({ candidateDigests: [aDigest('9')] })).toBe('certificate-for-another-candidate');
    expect(code({ candidateConfig: aDigest('9') })).toBe('certificate-for-another-candidate');
  });

  it('refuses a rehearsal that went back to something else', () => {
    expect(code({ rollbackTo: OTHER })).toBe('certificate-for-another-target');
    expect(code({ rollbackTo: null })).toBe('certificate-for-another-target');
    expect(code({ rollbackDigests: [aDigest('9')] })).toBe('certificate-for-another-target');
    expect(code({ rollbackConfig: aDigest('9') })).toBe('certificate-for-another-target');
  });

  it('takes a first release only when going out of service was rehearsed', () => {
    const first = aRelease('1');
    const of = journeyOf(anOpening('dep_1', first), first).upTo('rolling-out').world.deployment as RollingOut;

    expect(code({}, { of })).toBeNull();
    expect(code({ rollbackTo: OTHER }, { of })).toBe('certificate-for-another-target');
  });

  it('takes a rehearsal that is just as old as it may be, and refuses it a millisecond later', () => {
    const at = later(state.certificate.at, state.plan.limits.evidenceMaxAge);

    expect(code({}, { at })).toBeNull();
    expect(code({}, { at: later(at, milliseconds(1)) })).toBe('certificate-stale');
  });

  it('refuses while the rollback target is not there', () => {
    expect(code({}, { isThere: false })).toBe('rollback-target-missing');
  });
});
