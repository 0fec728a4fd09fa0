import { describe, expect, it } from 'vitest';
import { aDigest } from '../../testing/builders.ts';
import type { CheckResult } from '../deployment/evidence.ts';
import { milliseconds } from '../kernel/duration.ts';
import { instant } from '../kernel/instant.ts';
import type { Baseline } from '../validation/measured.ts';
import { fiveNumbers } from './approval-facts.ts';

const AT = instant(1_800_000_000_000);
const check = (part: Partial<CheckResult>): CheckResult => ({
  ...{
    kind: 'integration',
    passed: true,
    problem: null,
    exitCode: 0,
    suites: [],
    took: milliseconds(1),
    logTail: [],
    digest: aDigest('c'),
  },
  ...part,
});
const measured = check({ kind: 'performance', performance: [{ metric: 'latency_p99', value: 175, unit: 'ms' }] });
const BASE = { performance: [{ metric: 'latency_p99', value: 180, unit: 'ms' }] } as unknown as Baseline;

const textOf = (name: string, ...given: Parameters<typeof fiveNumbers>): string | undefined =>
  fiveNumbers(...given).find((fact) => fact.name === name)?.text;

describe('the five numbers', () => {
  it('count the tests of all suites, and checks where no suite was read', () => {
    const suite = (name: string, total: number, passed: number) => ({
      ...{ name, total, passed, failed: total - passed, skipped: 0 },
    });
    const checks = [check({ suites: [suite('cart', 8, 8), suite('tax', 5, 4)] }), measured];

    expect(textOf('tests', { evidence: { checks } }, AT)).toBe('12/13 passed');
    expect(textOf('tests', { evidence: { checks: [measured] } }, AT)).toBe('1/1 checks passed');
    expect(textOf('tests', { evidence: { checks: [] } }, AT)).toBe('not tested');
  });

  it.each<[string, Baseline | null | undefined, string]>([
    ['the baseline it was measured against', BASE, '175 ms (base 180)'],
    ['that there is none', null, '175 ms (no baseline)'],
    ['nothing of one that is not known', undefined, '175 ms'],
  ])('tell beside the latency %s', (_, baseline, text) => {
    const known = { evidence: { checks: [measured] }, ...(baseline === undefined ? {} : { baseline }) };

    expect(textOf('latency p99', known, AT)).toBe(text);
  });

  it('tell how fast it goes back and how long there is only where that is known', () => {
    const evidence = { checks: [] };
    const whole = { evidence, certificate: { back: 41_300 }, deadline: instant(AT + 7_200_000) };

    expect(fiveNumbers({ evidence }, AT).map(({ name }) => name)).toEqual(['tests', 'latency p99', 'findings']);
    expect(textOf('rehearsed back in', whole, AT)).toBe('41s');
    expect(textOf('expires in', whole, AT)).toBe('2h');
  });
});
