import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SHELLS, scriptFile } from './shells.ts';

const script = (shell: (typeof SHELLS)[number]): string => readFileSync(scriptFile(shell), 'utf8');

describe('the scripts of the shells', () => {
  it.each(SHELLS)('%s: says how it is used, and asks plimsoll for everything', (shell) => {
    expect(script(shell)).toContain(`plimsoll completion ${shell}`);
    expect(script(shell)).toContain('__complete');
    expect(script(shell)).not.toMatch(/\bdeploy\b|--wait-for/);
  });

  it('bash finds no fault in its script', () => {
    execFileSync('bash', ['-n', fileURLToPath(scriptFile('bash'))]);
  });

  // There is no PowerShell to run it: what can be seen without one is that every bracket and quote is closed, and who it registers for.
  it('the PowerShell script is whole, and registers for plimsoll', () => {
    const open: string[] = [];
    const pairs: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
    const code = script('powershell')
      .replaceAll(/#.*$/gm, '')
      .replaceAll(/'[^'\n]*'|"[^"\n]*"/g, '');
    for (const sign of code) {
      if ('([{'.includes(sign)) open.push(sign);
      if (sign in pairs) expect(open.pop()).toBe(pairs[sign]);
    }

    expect(open).toEqual([]);
    expect(code).not.toMatch(/['"]/);
    expect(code).toContain('Register-ArgumentCompleter -Native -CommandName plimsoll -ScriptBlock {');
  });
});
