import { describe, expect, it } from 'vitest';
import { failuresOf, inShort } from './failures.mjs';

const result = (name, ...assertionResults) => ({
  name,
  message: '',
  status: assertionResults.some((one) => one.status === 'failed') ? 'failed' : 'passed',
  assertionResults,
});
const failed = (fullName, message) => ({ status: 'failed', fullName, failureMessages: [message] });
const told = (...testResults) => inShort(failuresOf(JSON.stringify({ testResults })), '/a/folder');

describe('what failed, in short', () => {
  it('is each failed test by file and title, with the first lines of its message and without where it was thrown', () => {
    const report = [
      result(
        '/a/folder/src/one.test.ts',
        { status: 'passed' },
        failed('a rule holds', 'expected 1\n\nto be 2\n    at here'),
      ),
      result('/a/folder/src/two.test.ts', { status: 'passed' }),
    ];

    expect(told(...report)).toEqual(['✖ src/one.test.ts > a rule holds', '    expected 1', '    to be 2']);
  });

  it('is a file that could not be run, too', () => {
    const broken = { name: '/a/folder/a.test.ts', status: 'failed', message: 'no such module', assertionResults: [] };

    expect(told(broken)).toEqual(['✖ a.test.ts could not be run', '    no such module']);
  });

  it('shows no colours, and of a long message its beginning', () => {
    const lines = told(result('a', failed('b', `\u001b[31m${'x'.repeat(500)}\u001b[39m\n${'y\n'.repeat(50)}`)));

    expect(lines).toHaveLength(7);
    expect(lines.join('')).not.toContain('\u001b');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(210);
  });

  it('counts what comes after the first forty', () => {
    const many = Array.from({ length: 45 }, (_, n) => failed(`rule ${n}`, 'no'));

    expect(told(result('a', ...many)).at(-1)).toBe('✖ and 5 more: see above');
  });

  it('is nothing where nothing failed, and where there is no report', () => {
    expect(told(result('a', { status: 'passed' }))).toEqual([]);
    expect(failuresOf(undefined)).toEqual([]);
  });
});
