import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { workspace } from '../../../testing/conformance/workspace.ts';
import { openLog, tailOf, trimLog } from './log-file.ts';

describe('the log of an instance', () => {
  const space = workspace();

  it('that floods is cut while the process goes on writing, and its end is kept aside', async () => {
    const file = await space.path('log');
    const running = await open(file, 'a');
    await running.write('x'.repeat(2_000));
    await running.write('the last words\n');

    await trimLog(file, 1_000);
    await running.write('and on\n');

    expect(await readFile(file, 'utf8')).toBe('and on\n');
    expect((await readFile(`${file}.1`, 'utf8')).endsWith('the last words\n')).toBe(true);
    expect((await stat(`${file}.1`)).size).toBe(1_000);
    await running.close();
  });

  it('that is small stays as it is', async () => {
    const file = await space.path('log');
    await writeFile(file, 'x'.repeat(1_999));

    await trimLog(file, 1_000);

    expect((await stat(file)).size).toBe(1_999);
  });

  it('begins anew when a process starts and it has grown large', async () => {
    const file = await space.path('log');
    await writeFile(file, Buffer.alloc(10 * 1024 * 1024 + 1, 'x'));

    await (await openLog(file)).close();

    expect((await stat(file)).size).toBe(0);
    expect((await stat(`${file}.1`)).size).toBe(10 * 1024 * 1024 + 1);
  });

  it('is shown from its end, safe to print, and as nothing where there is none', async () => {
    const file = await space.path('log');
    await writeFile(file, `${'x'.repeat(100_000)}\none\n\u001b[31mtwo\u001b[0m\n`);

    expect(await tailOf(file, 2)).toEqual(['one', 'two']);
    expect(await tailOf(`${file}.none`, 2)).toEqual([]);
  });
});
