import { describe, expect, it } from 'vitest';
import { ProblemError } from '../api/problem.ts';
import { type GlobalOptions, type Invocation, invocationOf } from './invocation.ts';
import { GLOBAL_FLAGS } from './program/global-flags.ts';

const resolved = (options: GlobalOptions = {}, env: NodeJS.ProcessEnv = {}): Invocation =>
  invocationOf(options, env, true);

function refusal(options: GlobalOptions, env: NodeJS.ProcessEnv = {}): string {
  try {
    resolved(options, env);
  } catch (error) {
    if (error instanceof ProblemError) return `${error.message} → ${error.problems[0]?.remedy}`;
    throw error;
  }
  return 'nothing was wrong';
}

/** For each flag: where it ends up, what stands for it in a variable and then, and by flag and then. */
const ROWS: readonly [keyof Invocation, string, string, unknown, GlobalOptions, unknown, unknown][] = [
  ['dir', 'PLIMSOLL_DIR', '/a', '/a', { dir: '/b' }, '/b', process.cwd()],
  [
    'config',
    'PLIMSOLL_CONFIG',
    '/a.yaml',
    '/a.yaml',
    { config: '/b.yaml' },
    '/b.yaml',
    `${process.cwd()}/plimsoll.yaml`,
  ],
  ['unit', 'PLIMSOLL_UNIT', 'a', 'a', { unit: 'b' }, 'b', null],
  ['environment', 'PLIMSOLL_ENVIRONMENT', 'a', 'a', { environment: 'b' }, 'b', null],
  ['server', 'PLIMSOLL_SERVER', 'unix:a', 'unix:a', { server: 'unix:b' }, 'unix:b', null],
  ['ca', 'PLIMSOLL_CA', '/a.pem', '/a.pem', { ca: '/b.pem' }, '/b.pem', null],
  ['output', 'PLIMSOLL_OUTPUT', 'json', 'json', { output: 'ndjson' }, 'ndjson', 'text'],
  ['quiet', 'PLIMSOLL_QUIET', '0', false, { quiet: true }, true, false],
  ['verbose', 'PLIMSOLL_VERBOSE', 'no', false, { verbose: true }, true, false],
  ['progress', 'PLIMSOLL_PROGRESS', 'plain', 'plain', { progress: 'none' }, 'none', 'auto'],
  ['color', 'PLIMSOLL_COLOR', 'never', 'never', { color: 'always' }, 'always', 'auto'],
  ['ascii', 'PLIMSOLL_ASCII', 'off', false, { ascii: true }, true, false],
  ['noInput', 'PLIMSOLL_NO_INPUT', 'false', false, { input: false }, true, false],
  ['timeout', 'PLIMSOLL_TIMEOUT', '90s', 90, { timeout: '2m' }, 120, null],
  ['zone', 'PLIMSOLL_TZ', 'Europe/Berlin', 'Europe/Berlin', { tz: 'UTC' }, 'UTC', resolved().zone],
];

describe('the flags of every command', () => {
  it.each(ROWS)(
    '%s: the flag wins over %s, and that over the default',
    (key, variable, text, byVariable, flag, byFlag, otherwise) => {
      expect(resolved()[key]).toBe(otherwise);
      expect(resolved({}, { [variable]: text })[key]).toBe(byVariable);
      expect(resolved(flag, { [variable]: text })[key]).toBe(byFlag);
    },
  );

  it('are all there', () => {
    const tried = new Set(ROWS.map(([, variable]) => variable));

    expect(GLOBAL_FLAGS.filter(({ variable }) => !tried.has(variable))).toEqual([]);
  });

  it.each(['1', 'true', 'YES', 'on'])('are on with %s in their variable', (text) => {
    expect(resolved({}, { PLIMSOLL_ASCII: text, PLIMSOLL_NO_INPUT: text })).toMatchObject({
      ascii: true,
      noInput: true,
    });
  });

  it('say nothing by a variable that is empty', () => {
    expect(resolved({}, { PLIMSOLL_OUTPUT: '', PLIMSOLL_TZ: '', PLIMSOLL_QUIET: '' })).toEqual(resolved());
  });

  it('know that nobody answers where there is no terminal', () => {
    expect(invocationOf({}, {}, false).noInput).toBe(true);
  });

  it.each<[GlobalOptions, NodeJS.ProcessEnv, RegExp]>([
    [
      {},
      { PLIMSOLL_OUTPUT: 'jsn' },
      /^jsn is no value of PLIMSOLL_OUTPUT \(Did you mean json\?\) → .*text, json, ndjson$/,
    ],
    [{ progress: 'plan' }, {}, /--progress \(Did you mean plain\?\)/],
    [{}, { PLIMSOLL_ASCII: 'maybe' }, /^PLIMSOLL_ASCII is on or off, not maybe/],
    [{ tz: 'Europe/Berln' }, {}, /--tz \(Did you mean Europe\/Berlin\?\)/],
    [{ timeout: '5' }, {}, /^5 is no value of --timeout → write a duration/],
    [{}, { PLIMSOLL_TIMEOUT: 'soon' }, /PLIMSOLL_TIMEOUT/],
  ])('refuse %j %j with what to write', (options, env, words) => {
    expect(refusal(options, env)).toMatch(words);
  });
});
