import { describe, expect, it } from 'vitest';
import { formatProblem } from './format.ts';
import type { Problem } from './problem.ts';
import { SourceText } from './source-text.ts';

const aProblem = (changes: Partial<Problem> = {}): Problem => ({
  code: 'gate-unit',
  message: 'gate compares a ratio with milliseconds',
  remedy: 'write  error_rate < 1%',
  command: "plimsoll gate test 'error_rate < 1%' -e production",
  file: 'plimsoll.yaml',
  line: 60,
  column: 19,
  length: 16,
  excerpt: '          gates: [error_rate < 1ms, latency_p99 < baseline * 1.1]',
  label: 'error_rate is a ratio',
  earlier: null,
  ...changes,
});

describe('a problem as text', () => {
  it('has the shape that all errors have: what, where, why, next', () => {
    expect(formatProblem(aProblem())).toBe(
      [
        'error[gate-unit] gate compares a ratio with milliseconds       plimsoll.yaml:60:19',
        ' 60 |           gates: [error_rate < 1ms, latency_p99 < baseline * 1.1]',
        '    |                   ^^^^^^^^^^^^^^^^ error_rate is a ratio',
        " next: write  error_rate < 1%   ·   plimsoll gate test 'error_rate < 1%' -e production",
      ].join('\n'),
    );
  });

  it('shows both places where two belong to it', () => {
    const earlier = { line: 9, column: 1, length: 4, excerpt: 'unit: {}', label: 'first here' };
    const problem = aProblem({ line: 10, column: 1, length: 4, excerpt: 'unit: {}', label: 'and again here', earlier });

    expect(formatProblem(problem).split('\n').slice(1, 5)).toEqual([
      '  9 | unit: {}',
      '    | ^^^^ first here',
      ' 10 | unit: {}',
      '    | ^^^^ and again here',
    ]);
  });

  it('about the file as a whole shows no line', () => {
    const problem = new SourceText('', 'other.yaml').problem({
      code: 'no-configuration',
      message: 'the file is empty',
      remedy: 'begin with  version: 1',
      range: null,
    });

    expect(formatProblem(problem)).toBe(
      [
        'error[no-configuration] the file is empty       other.yaml',
        ' next: begin with  version: 1   ·   plimsoll config check -c other.yaml',
      ].join('\n'),
    );
  });

  it('keeps a long line to the width of a terminal, with the place in view', () => {
    const excerpt = `${'a'.repeat(5_000)}HERE${'b'.repeat(5_000)}`;
    const lines = formatProblem(aProblem({ excerpt, column: 5_001, length: 4, label: '' })).split('\n');

    expect(lines[1]?.length).toBeLessThan(140);
    expect(lines[1]?.slice(lines[2]?.indexOf('^'))).toMatch(/^HERE/);
    expect(lines[2]).toMatch(/^ +\| +\^{4}$/);
  });

  it('lets nothing out of the file steer the terminal', () => {
    const excerpt = '\u001b[31mname:\t\u202eevil\u0007';
    const text = formatProblem(
      aProblem({ excerpt, column: 11, length: 6, message: 'a\u001b]0;b\u0007', label: 'c\nd' }),
    );

    expect(text.split('\n')).toHaveLength(4);
    expect(text).toContain('[31mname: \\u202eevil');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });

  it('puts the caret under its word behind signs that are spelled out', () => {
    const excerpt = '\u200bname: wrong';
    const [, line = '', carets = ''] = formatProblem(aProblem({ excerpt, column: 8, length: 5, label: '' })).split(
      '\n',
    );

    expect(line.slice(carets.indexOf('^'))).toBe('wrong');
  });
});

describe('a place in a file', () => {
  const source = new SourceText('one\r\ntwo\n\nfour', 'plimsoll.yaml');

  it('is found by line and column, whatever ends the lines', () => {
    expect(source.position(0)).toEqual({ line: 1, column: 1 });
    expect(source.position(5)).toEqual({ line: 2, column: 1 });
    expect(source.position(9)).toEqual({ line: 3, column: 1 });
    expect(source.position(11)).toEqual({ line: 4, column: 2 });
    expect([1, 2, 3, 4].map((line) => source.line(line))).toEqual(['one', 'two', '', 'four']);
  });

  it('beyond the end is the end', () => {
    expect(source.position(1_000)).toEqual({ line: 4, column: 5 });
  });

  it('that goes on over several lines is marked to the end of its first', () => {
    const fault = { code: 'x', message: 'y', remedy: 'z', range: [1, 12] as const };

    expect(source.problem(fault)).toMatchObject({ line: 1, column: 2, length: 2, excerpt: 'one' });
  });
});
