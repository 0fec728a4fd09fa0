import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DemoApprover } from '../../src/cli/demo/approver.ts';
import { stopDemoSites } from '../../src/compose/stop-sites.ts';
import { ControlPlaneHere } from './world/control-plane.ts';
import { Counter } from './world/counter.ts';
import { blocksOf } from './world/how-to.ts';
import { build, MAIN_FILE, plimsoll } from './world/program.ts';
import { stillRunning } from './world/world.ts';

const PAGE = new URL('../../docs/how-to/scripts-and-ci.md', import.meta.url);

let root: string;
let dir: string;
beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-scripts-'));
  dir = join(root, 'counter');
  await mkdir(join(root, 'bin'));
  await writeFile(join(root, 'bin', 'plimsoll'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN_FILE}' "$@"\n`);
  await chmod(join(root, 'bin', 'plimsoll'), 0o755);
  const counter = await Counter.create(dir);
  // What the examples write is not part of the unit.
  await writeFile(join(dir, '.gitignore'), '.plimsoll/\n*.json\n!app/*.json\n');
  await counter.release('1.0.0');
  const plane = await ControlPlaneHere.start(dir);
  await new DemoApprover().enrol(plane.client, join(dir, 'plimsoll.yaml'));
});
afterAll(async () => {
  await plimsoll(dir, 'down', '--force-leave');
  await stopDemoSites(join(dir, '.plimsoll')).catch(() => []);
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

it('every command of the page for scripts works as it is written, in its order', async () => {
  const blocks = blocksOf(await readFile(PAGE, 'utf8'));
  const env = { PATH: `${join(root, 'bin')}:${process.env.PATH ?? ''}`, CI: '' };

  expect(blocks.length).toBeGreaterThan(6);
  for (const { text, exit } of blocks) {
    const script = exit === 0 ? `set -e\n${text}` : text;
    const ran = await execa('sh', ['-c', script], { cwd: dir, env, reject: false, all: true, stdin: 'ignore' });
    expect([text, ran.exitCode, ran.all]).toEqual([text, exit, ran.all]);
  }
});
