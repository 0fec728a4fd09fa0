import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-diff-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** What git makes of a text by a diff. */
function applied(before: string, diff: string): string {
  writeFileSync(join(dir, 'file'), before);
  execFileSync('git', ['apply', '-'], { cwd: dir, input: `${diff}\n` });
  return readFileSync(join(dir, 'file'), 'utf8');
}

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `line ${at}`);
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

describe('the diff that init shows', () => {
  it('shows a new file as all plus', () => {
    expect(unifiedDiff('a.txt', null, 'one\ntwo\n')).toBe('--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1,2 @@\n+one\n+two');
  });

  it('is empty when nothing changes', () => {
    expect(unifiedDiff('a.txt', 'one\n', 'one\n')).toBe('');
  });

  it('shows three lines around a change and no more', () => {
    const lines = numbered(20);
    const diff = unifiedDiff('file', text(lines), text(lines.with(10, 'other')));

    expect(diff.split('\n').slice(2)).toEqual([
      '@@ -8,7 +8,7 @@',
      ...[' line 7', ' line 8', ' line 9', '-line 10', '+other', ' line 11', ' line 12', ' line 13'],
    ]);
  });

  it('says where a file ends without a line end', () => {
    expect(unifiedDiff('file', 'one', 'one\ntwo\n').split('\n').slice(3)).toEqual([
      '-one',
      '\\ No newline at end of file',
      '+one',
      '+two',
    ]);
  });

  const lines = numbered(40);
  it.each([
    ['changes far apart', text(lines), text(lines.with(2, 'x').with(35, 'y'))],
    ['changes close together', text(lines), text(lines.with(10, 'x').with(15, 'y'))],
    ['lines that come', text(lines), text(lines.toSpliced(5, 0, 'x', 'y'))],
    ['lines that go', text(lines), text(lines.toSpliced(0, 6))],
    ['everything else', text(lines), 'x\n'],
    ['an end without a line end', 'one\ntwo', 'one\ntwo\nthree'],
  ])('is a patch that git applies: %s', (_, before, after) => {
    expect(applied(before, unifiedDiff('file', before, after))).toBe(after);
  });
});
