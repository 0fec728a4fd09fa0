import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { meantBy } from './meant.ts';
import { program } from './program.ts';
import { usageFailure } from './usage.ts';

async function refused(argv: readonly string[]) {
  const root = program(async () => undefined, '');
  try {
    await root.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return usageFailure(error, meantBy(root, argv));
    throw error;
  }
  throw new Error(`${argv.join(' ')} was understood`);
}

describe('a word that is not known', () => {
  it.each([
    ['a command', ['depoly'], 'deploy'],
    ['a command with flags before it', ['-o', 'text', 'stauts'], 'status'],
    ['a command of a group', ['config', 'chekc'], 'check'],
    ['a flag', ['deploy', '--resaon', 'x'], '--reason'],
    ['a flag of every command', ['status', '--enviroment', 'staging'], '--environment'],
    ['a choice', ['deploy', '--wait-for', 'stagin'], 'staging'],
    ['a choice of a flag of every command', ['status', '--progress', 'plian'], 'plain'],
    ['a form to print in', ['status', '-o', 'jsn'], 'json'],
    ['an answer', ['decide', 'dep_1', 'extnd'], 'extend'],
    ['a shell', ['completion', 'powershel'], 'powershell'],
  ])('is answered with the one that is near: %s', async (_, argv, near) => {
    const { exit, errors } = await refused(argv);

    expect(exit).toBe(2);
    expect(errors?.[0]?.message).toContain(`(Did you mean ${near}?)`);
  });

  it('is answered with no guess when nothing is near', async () => {
    const { errors } = await refused(['completion', 'x']);

    expect(errors?.[0]?.message).toContain('bash, zsh, fish, powershell');
    expect(errors?.[0]?.message).not.toContain('Did you mean');
  });

  it('ends with the next command: first what was probably meant, then help', async () => {
    const { next } = await refused(['config', 'chekc']);

    expect(next?.map(({ command }) => command)).toEqual(['plimsoll config check --help', 'plimsoll config --help']);
  });
});
