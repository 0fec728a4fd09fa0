import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build, MAIN_FILE } from './world/program.ts';
import { stillRunning } from './world/world.ts';

const PAGE = new URL('../../docs/how-to/blackout-windows.md', import.meta.url);

const UNIT = `version: 1
unit: { name: storefront, tier: critical }
artifacts: [{ name: app, type: files, path: app }]
rollback: { error_rate: 2%, health_timeout: 10s, deployment_timeout: 1h }
checkpoints: { production_promotion: { approvers: [person:owner], count: 1 } }
environments:
  staging: { target: { type: process, command: [node, server.js] }, validate: { smoke: { run: node smoke.js } } }
  production:
    requires: staging
    target: { type: process, command: [node, server.js] }
    rollout: { strategy: canary, stages: [{ weight: 5%, duration: 10m, gates: [error_rate < 1%] }, { weight: 100% }] }
`;

interface Block {
  readonly kind: string;
  readonly info: string;
  readonly text: string;
}

const blocksOf = (page: string): readonly Block[] =>
  [...page.matchAll(/^```(\w+) ?([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, kind = '', info = '', text = '']) => ({
    kind,
    info,
    text,
  }));

let root: string;
beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-blackouts-'));
  await mkdir(join(root, 'bin'));
  await writeFile(join(root, 'bin', 'plimsoll'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN_FILE}' "$@"\n`);
  await chmod(join(root, 'bin', 'plimsoll'), 0o755);
});

afterAll(async () => {
  await execa(process.execPath, [MAIN_FILE, 'down', '--force-leave', '-C', root], { reject: false });
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

it('every block of the page about blackout windows works as it is written, in its order', async () => {
  const env = { PATH: `${join(root, 'bin')}:${process.env.PATH ?? ''}` };
  const said: string[] = [];

  for (const { kind, info, text } of blocksOf(await readFile(PAGE, 'utf8'))) {
    if (kind === 'yaml') await writeFile(join(root, 'plimsoll.yaml'), UNIT + text);
    else if (kind === 'ics') {
      await mkdir(dirname(join(root, info)), { recursive: true });
      await writeFile(join(root, info), text);
    } else {
      const expected = Number(/exit=(\d+)/.exec(info)?.[1] ?? 0);
      const script = expected === 0 ? `set -e\n${text}` : text;
      const ran = await execa('sh', ['-c', script], { cwd: root, env, reject: false, all: true });
      expect([text, ran.exitCode, ran.all]).toEqual([text, expected, ran.all]);
      said.push(ran.stdout);
    }
  }

  expect(said).toHaveLength(6);
  const [looked = '', free = '', taken = '', json = '', away = ''] = said;
  for (const name of ['evening-peak', 'weekend', 'company']) expect(looked).toContain(name);
  expect(free).toMatch(/^allowed: Thu 2030-12-12 09:00 CET for 45m/);
  expect(taken).toContain(
    'weekend, Fri 2030-12-13 15:00 CET to Mon 2030-12-16 00:00 CET\nnext free: Mon 2030-12-16 00:00 CET',
  );
  expect(JSON.parse(json)).toMatchObject({
    ...{ command: 'blackout check', ok: false, exit: 4, errors: [{ code: 'inside-blackout-window' }] },
    data: { allowed: false, conflict: { name: 'weekend' }, next_free: '2030-12-15T23:00:00Z' },
  });
  // It was read a moment ago, so its last good text still counts.
  expect(away).toContain('Feeds are believed until');
});
