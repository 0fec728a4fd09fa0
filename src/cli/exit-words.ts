/** What each exit code means: the text of docs/reference/exit-codes.md and of the manual. */
export const EXIT_WORDS: readonly (readonly [codes: string, meaning: string])[] = [
  ['0', 'done; for `deploy`: the wait point is reached and good'],
  ['1', 'a bug in Plimsoll, or its output could not be written'],
  ['2', 'usage: a flag, an id or a name is wrong'],
  ['3', 'the configuration is wrong'],
  [
    '4',
    'refused before any change: a window, a hold, a missing approver, a dirty tree, a state folder that cannot be used',
  ],
  ['5', 'packaging failed, or STAGING_FAILED'],
  ['6', 'a person must answer, and this command may not wait (`--no-wait`, `--no-input`, no terminal)'],
  ['7', 'rejected, expired, aborted or superseded'],
  ['8', 'ROLLBACK_TRIGGERED, and stable is verified'],
  ['9', 'a rollback is not finished: act now'],
  ['10', 'ISSUE_DETECTED in the bake'],
  ['11', 'contact lost; the deployment goes on'],
  ['12', 'not allowed, or an answer that only a person at a terminal can give'],
  ['13 / 15', 'the record is altered or breaks a rule / incomplete'],
  [
    '14',
    'an expectation was not met: `gate replay --expect`, the demo’s story went otherwise, or a receiver did not take a `notify test`',
  ],
  ['20', 'with `plan --exit-code`: a deployment would change something'],
  ['124', '`--timeout` passed; the deployment goes on'],
  ['130', 'left with Ctrl-C; the deployment goes on'],
];
