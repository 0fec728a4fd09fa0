import { describe, expect, it } from 'vitest';
import { lookOf, showingOf } from './look.ts';

const asked = { color: 'auto', ascii: false, zone: 'UTC' } as const;
const color = (env: Record<string, string>, isTerminal: boolean, flag: 'auto' | 'always' | 'never' = 'auto'): boolean =>
  lookOf({ ...asked, color: flag }, { env, isTerminal }).color;

describe('colour', () => {
  it.each([
    ['a terminal has it', {}, true, true],
    ['a pipe has none', {}, false, false],
    ['NO_COLOR takes it away', { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR says nothing', { NO_COLOR: '' }, true, true],
    ['NO_COLOR wins over those that force it', { NO_COLOR: '1', FORCE_COLOR: '1', CLICOLOR_FORCE: '1' }, true, false],
    ['CLICOLOR_FORCE brings it into a pipe', { CLICOLOR_FORCE: '1' }, false, true],
    ['CLICOLOR_FORCE=0 does not', { CLICOLOR_FORCE: '0' }, false, false],
    ['FORCE_COLOR brings it into a pipe', { FORCE_COLOR: '1' }, false, true],
    ['FORCE_COLOR without a value too', { FORCE_COLOR: '' }, false, true],
    ['FORCE_COLOR=0 takes it away', { FORCE_COLOR: '0' }, true, false],
    ['CLICOLOR=0 takes it away', { CLICOLOR: '0' }, true, false],
    ['a dumb terminal has none', { TERM: 'dumb' }, true, false],
  ] as const)('%s', (_, env, isTerminal, expected) => {
    expect(color(env, isTerminal)).toBe(expected);
  });

  it('the flag wins over every variable', () => {
    expect(color({ NO_COLOR: '1', TERM: 'dumb' }, false, 'always')).toBe(true);
    expect(color({ FORCE_COLOR: '1', CLICOLOR_FORCE: '1' }, true, 'never')).toBe(false);
  });
});

const showing = (
  progress: Parameters<typeof showingOf>[0]['progress'],
  env: Record<string, string>,
  isTerminal: boolean,
  more: Partial<Parameters<typeof showingOf>[0]> = {},
) => showingOf({ progress, output: 'text', quiet: false, ...more }, { env, isTerminal });

describe('how a deployment is shown', () => {
  it.each([
    ['live at a terminal', 'auto', {}, true, 'live'],
    ['plain in a pipe', 'auto', {}, false, 'plain'],
    ['plain where CI says so, even with a terminal', 'auto', { CI: 'true' }, true, 'plain'],
    ['plain on a runner of GitHub', 'auto', { GITHUB_ACTIONS: 'true' }, true, 'plain'],
    ['plain at a terminal that cannot move its cursor', 'auto', { TERM: 'dumb' }, true, 'plain'],
    ['live on CI when it was asked for', 'tty', { CI: 'true' }, true, 'live'],
    ['plain when live was asked for and there is no terminal', 'tty', {}, false, 'plain'],
    ['plain when it was asked for', 'plain', {}, true, 'plain'],
    ['as a report alone', 'report', {}, true, 'report'],
    ['not at all', 'none', {}, true, 'none'],
  ] as const)('%s', (_, progress, env, isTerminal, expected) => {
    expect(showing(progress, env, isTerminal)).toBe(expected);
  });

  it('machines are shown nothing beside their documents', () => {
    expect(showing('auto', {}, true, { output: 'json' })).toBe('none');
    expect(showing('plain', {}, true, { output: 'ndjson' })).toBe('none');
  });

  it('quiet leaves the report', () => {
    expect(showing('auto', {}, true, { quiet: true })).toBe('report');
  });
});
