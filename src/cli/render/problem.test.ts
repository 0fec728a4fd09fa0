import { expect, it } from 'vitest';
import { problemsText, problemText } from './problem.ts';

it('a problem with a place shows the line, marks it, and ends with what to do', () => {
  const text = problemText({
    code: 'gate-unit',
    message: 'gate compares a ratio with milliseconds',
    remedy: 'write  error_rate < 1%',
    path: 'plimsoll.yaml',
    line: 60,
    col: 19,
    excerpt: '          gates: [error_rate < 1ms, latency_p99 < baseline * 1.1]',
    length: 16,
  });

  expect(text).toBe(
    [
      'error[gate-unit] gate compares a ratio with milliseconds       plimsoll.yaml:60:19',
      ' 60 |           gates: [error_rate < 1ms, latency_p99 < baseline * 1.1]',
      '    |                   ^^^^^^^^^^^^^^^^',
      ' next: write  error_rate < 1%',
    ].join('\n'),
  );
});

it('a problem without a place is two lines', () => {
  expect(problemText({ code: 'dirty-tree', message: 'Uncommitted changes', remedy: 'Commit them' })).toBe(
    'error[dirty-tree] Uncommitted changes\n next: Commit them',
  );
});

it('a problem of a whole file names the file', () => {
  const problem = { code: 'config-missing', message: 'There is none', remedy: 'Write one', path: 'plimsoll.yaml' };

  expect(problemText(problem)).toBe('error[config-missing] There is none       plimsoll.yaml\n next: Write one');
});

it('all problems are told, in their order', () => {
  const one = (code: string) => ({ code, message: 'm', remedy: 'r' });

  expect(problemsText([one('a'), one('b')])).toBe('error[a] m\n next: r\nerror[b] m\n next: r');
});
