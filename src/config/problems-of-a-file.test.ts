import { describe, expect, it } from 'vitest';
import { aConfiguration, fixture, problemsIn, shortProblems, specOf } from './fixtures/configuration.ts';
import { formatProblem } from './problem/format.ts';

describe('all problems of a file', () => {
  const text = aConfiguration({
    unit: '{ name: Checkout, tier: critcal, owner: [a] }',
    rollback: '{ error_rate: 2, keep_releases: 1, health_timeout: 1.5m }',
    blackouts:
      '\n  windows:\n    - { name: peak, cron: * 9 * * 1, duration: 4h }\n    - { name: peak, cron: "61 9 * * 1" }',
    rollout:
      '\n      strategy: canary\n      stages:\n        - weight: 25%\n          gates: [error_rate < 1ms]\n        - weight: %5',
    production: '    helth: {}\n    migrations: none\n    migrations: none\n',
  });

  it('come in one pass, in the order of the file, whatever kind they are of', () => {
    expect(shortProblems(text)).toEqual([
      'name 2: Checkout',
      'unknown-value 2: critcal',
      'unknown-key 2: owner',
      'wrong-type 4: 2',
      'keep-releases 4: 1',
      'duration 4: 1.5m',
      'timezone-missing 7: { name: peak, cron: * 9 * * 1, duration: 4h }',
      'yaml-alias 7: * 9 * * 1',
      'missing-key 8: { name: peak, cron: "61 9 * * 1" }',
      'timezone-missing 8: { name: peak, cron: "61 9 * * 1" }',
      'name-taken 8: peak',
      'cron 8: "61 9 * * 1"',
      'missing-key 18: weight: 25%',
      'gate-unit 19: error_rate < 1ms',
      'yaml-percent 20: %5',
      'unknown-key 22: helth',
      'duplicate-key 24: migrations',
    ]);
  });

  it('each have line, column and caret, and name the next command', () => {
    for (const problem of problemsIn(text)) {
      const lines = formatProblem(problem).split('\n');
      expect(lines[0]).toContain(`plimsoll.yaml:${problem.line}:${problem.column}`);
      expect(lines.at(-2)).toMatch(/^ +\| +\^+/);
      expect(lines.at(-1)).toMatch(/^ next: \S.* · {3}plimsoll config check$/);
    }
  });

  it('are at most a hundred, and say that there are more', () => {
    const many = Array.from({ length: 250 }, (_, index) => `key_${index}: 1`).join('\n');
    const problems = problemsIn(aConfiguration({ more: many }));

    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatchObject({ code: 'more-problems' });
  });
});

describe('a gate that cannot be read', () => {
  it('is shown as page by page: what, where, why, next', () => {
    const rollout =
      '\n      strategy: canary\n      stages:\n        - weight: 5%\n          duration: 10m\n' +
      '          gates: [error_rate < 1ms, latency_p99 < baseline * 1.1]\n        - weight: 100%';
    const [problem] = problemsIn(aConfiguration({ rollout }));

    expect(problem === undefined ? '' : formatProblem(problem)).toBe(
      [
        'error[gate-unit] gate compares a ratio with milliseconds       plimsoll.yaml:17:19',
        ' 17 |           gates: [error_rate < 1ms, latency_p99 < baseline * 1.1]',
        '    |                   ^^^^^^^^^^^^^^^^ error_rate is a ratio',
        ' next: write  error_rate < 1%   ·   plimsoll config check',
      ].join('\n'),
    );
  });

  it('is marked inside quotes, too', () => {
    expect(shortProblems(aConfiguration({ bake: '{ gates: [\'error_rate < 1%\', "eror_rate < 1%"] }' }))).toEqual([
      'gate-metric 13: eror_rate',
    ]);
  });
});

describe('a file that is no configuration', () => {
  it.each([
    ['', 'the file is empty'],
    ['# nothing\n', 'the file is empty'],
    ['just a text', 'this is no configuration'],
    ['- a\n- b\n', 'this is no configuration'],
  ])('says so: %j', (text, message) => {
    expect(problemsIn(text)).toMatchObject([{ code: 'no-configuration', message, remedy: 'begin with  version: 1' }]);
  });

  it('may have line ends and a mark of other systems', () => {
    const text = fixture('smallest.yaml');

    expect(specOf(`\ufeff${text.replaceAll('\n', '\r\n')}`)).toEqual(specOf(text));
    expect(shortProblems(text.replace('tier:', 'teir:').replaceAll('\n', '\r\n'))).toEqual([
      'missing-key 2: unit',
      'unknown-key 2: teir',
    ]);
  });

  it('says what every configuration has', () => {
    expect(problemsIn('version: 1\n').map(({ message, remedy }) => `${message}: ${remedy}`)).toEqual([
      'nothing would take a bad deployment back: write  rollback: { error_rate: 2% }',
      'nobody may answer production_promotion: write  approvers: [person:NAME]',
      'there is no environment: write  environments: { staging: { … }, production: { requires: staging, … } }',
      'unit is missing in the file: write a block with name, tier, owners, repo',
      'artifacts is missing in the file: write  artifacts: [{ name: app, type: files, path: dist }]',
    ]);
  });

  it('of another version is refused', () => {
    expect(shortProblems(aConfiguration().replace('version: 1', 'version: 2'))).toEqual(['unknown-value 1: 2']);
  });
});
