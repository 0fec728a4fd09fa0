import { describe, expect, it } from 'vitest';
import { tally } from './tally.mjs';

const report = (counts, testResults = []) =>
  JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults, ...counts });

describe('the tally of a test run', () => {
  it('counts every test', () => {
    const counts = { numPassedTests: 7, numFailedTests: 2, numPendingTests: 1 };

    expect(tally(report(counts), 1)).toEqual({ passed: 7, failed: 2, skipped: 1, notes: [] });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const results = [
      { name: 'a.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      { name: 'b.test.ts', status: 'failed', message: '', assertionResults: [{ status: 'failed' }] },
    ];
    const said = tally(report({ numPassedTests: 3, numFailedTests: 1 }, results), 1);

    expect(said).toMatchObject({ passed: 3, failed: 2, notes: ['a.test.ts could not be run: no such module'] });
  });

  it('counts an error outside every test as a failure', () => {
    expect(tally(report({ numPassedTests: 3 }), 1)).toMatchObject({ passed: 3, failed: 1 });
  });

  it('never calls a run good that ran nothing', () => {
    expect(tally(report({ numPendingTests: 4 }), 0)).toMatchObject({ passed: 0, failed: 1, notes: ['no test ran'] });
    expect(tally(undefined, 0)).toMatchObject({ failed: 1 });
  });
});
