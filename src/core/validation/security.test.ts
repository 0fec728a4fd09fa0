import { describe, expect, it } from 'vitest';
import type { Baseline, Scan, SecurityFinding, Severity } from './measured.ts';
import { assessSecurity, problemOfSecurity } from './security.ts';

const found = (severity: Severity, fingerprint: string, suppressed = false): SecurityFinding => ({
  ...{ severity, rule: 'rule', fingerprint, suppressed },
});
const read = (...findings: SecurityFinding[]): Scan => ({ state: 'read', findings });
const lastStable = (vulnerabilities: Scan): Baseline => ({
  ...{ version: '1.0', commit: 'c', environment: 'staging', security: { vulnerabilities } },
});
const assess = (vulnerabilities: Scan, baseline: Baseline | null = null) =>
  assessSecurity({ vulnerabilities }, baseline);
const NONE = { critical: 0, high: 0 };

describe('findings', () => {
  it('given the last stable release had them, then they are existing and bar nothing', () => {
    const assessed = assess(read(found('high', 'a')), lastStable(read(found('high', 'a'))));

    expect(assessed.vulnerabilities).toMatchObject({ counts: [{}, { severity: 'high', total: 1, fresh: 0 }, {}, {}] });
    expect(problemOfSecurity(assessed, NONE)).toBeNull();
  });

  it('given one is new, then it bars', () => {
    const assessed = assess(read(found('high', 'a'), found('high', 'b')), lastStable(read(found('high', 'a'))));

    expect(problemOfSecurity(assessed, NONE)).toBe('the vulnerability scan found 1 new high, at most 0 may pass');
  });

  it('given nothing to compare with, then each counts', () => {
    expect(problemOfSecurity(assess(read(found('critical', 'a'))), NONE)).toBe(
      'the vulnerability scan found 1 critical, at most 0 may pass',
    );
  });

  it('given the last stable release had no scan of its own, then each counts', () => {
    const baseline = lastStable({ state: 'unavailable', why: 'timeout' });

    expect(assess(read(found('low', 'a')), baseline).vulnerabilities).toMatchObject({
      counts: [{}, {}, {}, { total: 1, fresh: null }],
    });
  });

  it('suppressed ones are shown apart and bar nothing', () => {
    const assessed = assess(read(found('critical', 'a', true)));

    expect(assessed.vulnerabilities).toMatchObject({ suppressed: 1, counts: [{ total: 0 }, {}, {}, {}] });
    expect(problemOfSecurity(assessed, NONE)).toBeNull();
  });

  it('up to the limit of a severity they pass, and one without a limit never bars', () => {
    const assessed = assess(read(found('medium', 'a'), found('medium', 'b'), found('low', 'c')));

    expect(problemOfSecurity(assessed, { medium: 2 })).toBeNull();
    expect(problemOfSecurity(assessed, { medium: 1 })).toContain('2 medium, at most 1');
  });
});

it('a scanner that was not there lets nothing through, whatever the limits', () => {
  const assessed = assess({ state: 'unavailable', why: 'the registry does not answer' });

  expect(problemOfSecurity(assessed, {})).toBe(
    'scanner unavailable: the vulnerability scan said nothing (the registry does not answer)',
  );
});

it('what was not asked for says nothing', () => {
  const assessed = assessSecurity({}, null);

  expect(assessed).toEqual({ vulnerabilities: null, dependencies: null });
  expect(problemOfSecurity(assessed, NONE)).toBeNull();
});
