import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aConfiguration } from './fixtures/configuration.ts';
import { unitFile, unitFilesIn } from './unit-files.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-units-'));
  await writeFile(join(dir, 'plimsoll.api.yaml'), aConfiguration({ unit: '{ name: api, tier: critical }' }));
  await writeFile(join(dir, 'plimsoll.yaml'), `${aConfiguration()}server: "unix:\${WHERE}"\n`);
  await writeFile(join(dir, 'plimsoll.broken.yaml'), 'unit: [');
  await writeFile(join(dir, 'other.yaml'), 'unit: { name: other }');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('the configuration files of a folder', () => {
  it('are plimsoll.yaml and those named after it, whether or not they are right', async () => {
    const found = await unitFilesIn(dir, { WHERE: '/run/p.sock' });

    expect(found.map(({ file, unit }) => [file, unit])).toEqual([
      [join(dir, 'plimsoll.yaml'), 'checkout'],
      [join(dir, 'plimsoll.api.yaml'), 'api'],
      [join(dir, 'plimsoll.broken.yaml'), null],
    ]);
  });

  it('tell their environments and the control plane they name, with its line', async () => {
    expect(await unitFile(join(dir, 'plimsoll.yaml'), { WHERE: '/run/p.sock' })).toMatchObject({
      environments: ['staging', 'production'],
      server: { value: 'unix:/run/p.sock', line: 14 },
    });
  });

  it('may not be there', async () => {
    expect(await unitFile(join(dir, 'nothing.yaml'), {})).toBeUndefined();
    expect(await unitFilesIn(join(dir, 'nowhere'), {})).toEqual([]);
  });
});
