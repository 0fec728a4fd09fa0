/**
 * Counts what a run of vitest says in its JSON report. What is not a test but went wrong counts as failed too: a file that could
 * not be loaded, an error outside every test, a report that is not there, or a run that ran nothing.
 *
 * @param {string | undefined} report the report's text
 * @param {number} exitCode of the run
 */
export function tally(report, exitCode) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0, notes: ['the test run left no report'] };
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(report);
  const notes = testResults
    .filter(
      ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
    )
    .map(({ name, message }) => `${name} could not be run: ${message}`);
  if (passed + numFailedTests === 0) notes.push('no test ran');
  if (exitCode !== 0 && numFailedTests + notes.length === 0)
    notes.push(`the test run ended with ${exitCode}: see above`);
  return { passed, failed: numFailedTests + notes.length, skipped: numPendingTests + (numTodoTests ?? 0), notes };
}
