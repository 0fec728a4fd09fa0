import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, MAIN_FILE } from './world/program.ts';

const DIR = fileURLToPath(new URL('../../examples/replay', import.meta.url));

let folder: string;
beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-gate-replay-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Replays lines, piped in or from a file of their own. */
async function replay(lines: readonly (object | string)[], ...args: readonly string[]) {
  const input = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  const words = ['gate', 'replay', '--config', join(DIR, 'plimsoll.yaml'), '--environment', 'production', ...args];
  const samples = args.includes('--samples') ? [] : ['--samples', '-'];
  const ran = await execa(process.execPath, [MAIN_FILE, ...words, ...samples], { input, reject: false, cwd: folder });
  return { exit: ran.exitCode, out: ran.stdout, err: ran.stderr };
}

const line = (t: number, more: object = {}) => ({ t, track: 'candidate', requests: 50, errors: 1, ...more });

describe('gate replay', () => {
  it('prints its own document, and leaves with 0 whatever the verdict is', async () => {
    const { exit, out } = await replay([line(1), line(2)], '-o', 'json');

    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      schema: 'plimsoll.gate-replay/1',
      changes: [
        { t: 1, gate: 'error_rate < 1%', state: 'collecting', reason: 'insufficient', requests: 50, errors: 1 },
        { t: 1, gate: 'error_rate > 2%' },
      ],
      final: { verdict: 'ambiguous', at: 2, reason: 'insufficient', extended: false },
    });
  });

  it('prints a line for each change, then the result, as ndjson', async () => {
    const { out } = await replay([line(1)], '-o', 'ndjson');
    const types = out.split('\n').map((each) => (JSON.parse(each) as { type: string }).type);

    expect(types).toEqual(['replay', 'change', 'change', 'result']);
  });

  it('leaves with 14 when another verdict was expected, and still prints the document', async () => {
    const { exit, out, err } = await replay([line(1)], '--expect', 'pass', '-o', 'json');

    expect([exit, JSON.parse(out)]).toEqual([14, expect.objectContaining({ schema: 'plimsoll.gate-replay/1' })]);
    expect(err).toContain('expected pass, got ambiguous (insufficient) at 1 s');
  });

  it('plays against the stage that is named', async () => {
    const first = JSON.parse((await replay([line(1)], '-o', 'json')).out) as { changes: readonly { gate: string }[] };
    const last = JSON.parse((await replay([line(1)], '--stage', '3', '-o', 'json')).out) as typeof first;

    expect(first.changes).toHaveLength(2);
    expect(last.changes[0]).toMatchObject({ e: { relative: null }, bounds: { baseline: null } });
    expect(await replay([], '--stage', '4')).toMatchObject({ exit: 2, err: expect.stringContaining('no stage 4') });
  });

  it('skips blank lines, and warns once of keys that nobody knows', async () => {
    const { exit, err } = await replay(['', line(1, { colour: 'red' }), '  ', line(2, { shape: 1 })], '-o', 'json');

    expect(exit).toBe(0);
    expect(err).toBe('warning: -:2: colour: nobody knows this, it is ignored');
  });

  it('ends at a line that is no record with file, line and column and exit 2', async () => {
    const file = join(folder, 'measurements.ndjson');
    await writeFile(file, `${JSON.stringify(line(1))}\n\n{"t":1,"track":"stable","requests":"1","errors":0}\n`);
    const { exit, out } = await replay([], '--samples', file, '-o', 'json');

    expect(exit).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      ...{ schema: 'plimsoll/v1', exit: 2 },
      errors: [{ code: 'record-type', path: file, line: 3, col: 36 }],
    });
    expect((await replay([], '--samples', file)).err).toContain('measurements.ndjson:3:36');
  });

  it('says which file or environment is missing, and what is wrong with the configuration', async () => {
    const missing = await replay([], '--samples', 'nowhere.ndjson');
    const elsewhere = await replay([], '--environment', 'moon');
    const broken = await replay([], '--config', join(DIR, 'healthy.ndjson'));

    expect(missing).toMatchObject({ exit: 2, err: expect.stringContaining('there is no nowhere.ndjson') });
    expect(elsewhere).toMatchObject({ exit: 2, err: expect.stringContaining('Use one of: staging, production') });
    expect(broken.exit).toBe(3);
  });
});
