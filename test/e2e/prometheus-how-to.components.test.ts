import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../src/drivers/shared/free-port.ts';
import { blocksOf } from './world/how-to.ts';
import { build, MAIN_FILE } from './world/program.ts';
import { stillRunning } from './world/world.ts';

const PAGE = new URL('../../docs/how-to/prometheus.md', import.meta.url);

let root: string;
let env: Record<string, string>;
beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-how-to-'));
  const bin = join(root, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'plimsoll'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN_FILE}' "$@"\n`);
  await chmod(join(bin, 'plimsoll'), 0o755);
  env = { PATH: `${bin}:${process.env.PATH ?? ''}`, XDG_CONFIG_HOME: join(root, 'config') };
});

afterAll(async () => {
  const dir = join(root, 'shop');
  await execa(process.execPath, [MAIN_FILE, 'down', '--force-leave', '-C', dir], { reject: false });
  for (const name of ['exporter.pid', 'prometheus.pid']) {
    const pid = Number(await readFile(join(dir, name), 'utf8').catch(() => ''));
    if (pid > 0 && (await stillRunning(dir)).length > 0) process.kill(pid, 'SIGKILL');
  }
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

it('every command of the page on Prometheus works as it is written, in its order', async () => {
  const ports = { exporter: String(await freePort()), prometheus: String(await freePort()) };
  const page = (await readFile(PAGE, 'utf8')).replaceAll('9101', ports.exporter).replaceAll('9090', ports.prometheus);
  const blocks = blocksOf(page);
  const said: string[] = [];

  expect(blocks).toHaveLength(4);
  for (const [index, block] of blocks.entries()) {
    const cwd = index === 0 ? root : join(root, 'shop');
    const ran = await execa('sh', ['-c', `set -e\n${block.text}`], { cwd, env, reject: false, all: true });
    expect([block.text, ran.exitCode, ran.all]).toEqual([block.text, 0, ran.all]);
    said.push(ran.all);
    if (index === 0) await untilScraped(ports.prometheus);
  }

  expect(said[2]).toMatch(/stable.*0\.5\d? %/);
  expect(said.join('\n')).not.toContain('nobody-asks-for-it-here');
});

/** Waits until the server has scraped a few times: another process, so there is nothing but to look again. */
async function untilScraped(port: string): Promise<void> {
  const query = encodeURIComponent('count_over_time(http_requests_total{track="stable",code="500"}[1m]) > 6');
  for (let left = 200; left > 0; left--) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${query}`).catch(() => undefined);
    const body = (await answer?.json().catch(() => undefined)) as { data?: { result: unknown[] } } | undefined;
    if ((body?.data?.result.length ?? 0) > 0) return;
    await pause(200);
  }
  throw new Error('prometheus scraped nothing');
}
