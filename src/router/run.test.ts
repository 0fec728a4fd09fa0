import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const TSX = createRequire(import.meta.url).resolve('tsx');

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-router-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** Runs the router process until it ends; `serving` is told its output as it comes. */
async function run(args: readonly string[], serving: (stop: () => void) => void = () => undefined) {
  const child = spawn(process.execPath, ['--import', TSX, MAIN, ...args]);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += String(chunk);
    serving(() => child.kill('SIGTERM'));
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

describe('plimsoll router', () => {
  it('says where it serves, and ends with 0 when it is told to', async () => {
    const { code, out, err } = await run(['--dir', dir], (stop) => stop());

    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^serving on http:\/\/127\.0\.0\.1:\d+\n$/);
  });

  it('names a port in use and what to do, and ends with 4', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const bound = taken.address();
    const port = bound !== null && typeof bound === 'object' ? bound.port : 0;

    const { code, out, err } = await run(['--dir', dir, '--listen', `127.0.0.1:${port}`]);

    taken.close();
    expect([code, out]).toEqual([4, '']);
    expect(err).toBe(
      `error[port-in-use] port ${port} on 127.0.0.1 is in use\n next: stop what listens on 127.0.0.1:${port}, or set router.listen to another port\n`,
    );
  });

  it.each([[[]], [['--dir']], [['--dir', 'anywhere', '--port', '1']]])('refuses the words %j with 2', async (args) => {
    const { code, err } = await run(args);

    expect(code).toBe(2);
    expect(err).toMatch(/^error\[usage\] .*\n next: plimsoll router --dir/);
  });
});
