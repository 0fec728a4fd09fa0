import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const FOLDER = fileURLToPath(new URL('../../man/', import.meta.url));
const pages = readdirSync(FOLDER).map((name) => `${FOLDER}${name}`);

it('mandoc finds nothing to warn of but that the pages carry no date, which would make them stale every day', async () => {
  const { stdout } = await execa('mandoc', ['-Tlint', '-W', 'warning', ...pages], { reject: false });

  const warnings = stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'));
  expect(pages.length).toBeGreaterThan(20);
  expect(warnings).toEqual([]);
});

it('man shows a page with its examples and flags', async () => {
  const env = { MANWIDTH: '80', MANPAGER: 'cat', LC_ALL: 'C.UTF-8' };

  const { stdout, stderr } = await execa('man', ['--warnings', '-l', `${FOLDER}plimsoll-deploy.1`], { env });

  expect(stderr).toBe('');
  expect(stdout).toMatch(/plimsoll-deploy +- +package, +stage/);
  expect(stdout).toMatch(/EXAMPLES\n +plimsoll deploy\n/);
  expect(stdout).toMatch(/--wait-for <point>\n +How +far +to +wait/);
});
