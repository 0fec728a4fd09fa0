/** How much of the list is shown: what comes after that is counted. The end of a long output is the part that is kept everywhere. */
const MOST = 40;
const LINES_OF_EACH = 6;
const WIDTH = 200;

/**
 * The tests that failed in a run of vitest, as its JSON report says, and the files that could not be run.
 *
 * @param {string | undefined} report the report's text
 * @returns {{ name: string, message: string }[]}
 */
export function failuresOf(report) {
  if (report === undefined) return [];
  return JSON.parse(report).testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [{ name: `${name} could not be run`, message }];
    return failed.map((one) => ({
      name: `${name} > ${one.fullName}`,
      message: one.failureMessages?.[0] ?? '',
    }));
  });
}

/**
 * What failed, in short: each by its name, with the first lines of what it said.
 *
 * @param {{ name: string, message: string }[]} failures
 * @param {string} folder that names of files are told from
 * @returns {string[]} lines
 */
export function inShort(failures, folder) {
  const shown = failures.slice(0, MOST).flatMap(({ name, message }) => [
    `✖ ${name.replaceAll(`${folder}/`, '')}`,
    ...plain(message)
      .split('\n')
      .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
      .slice(0, LINES_OF_EACH)
      .map((line) => `    ${line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line}`),
  ]);
  return failures.length > MOST ? [...shown, `✖ and ${failures.length - MOST} more: see above`] : shown;
}

// Colours of a difference are for a terminal, not for a list.
const plain = (text) => text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');
