import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./s3-server.py', import.meta.url));
/** Debian's own: another Python before it in PATH has no Swift. */
const PYTHON = '/usr/bin/python3';

/** A real S3 server on a loopback port: OpenStack Swift with its `s3api`. */
export interface S3Server {
  /** Where its S3 API is. */
  readonly endpoint: string;
  /** Where anybody may read what buckets give to all: buckets lie under it. */
  readonly site: string;
  readonly region: string;
  readonly key: string;
  readonly secret: string;
  stop(): Promise<void>;
}

/** Starts one, empty; it answers when this comes back. */
export async function s3Server(): Promise<S3Server> {
  // Swift keeps what it knows of a file in attributes of that file: the file system must have those.
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-s3-'));
  const [key, secret] = ['site:web', 'a-secret-of-the-test'];
  const child = spawn(PYTHON, [PROGRAM, dir, key, secret], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString('utf8');
  });
  const gone = once(child, 'close');
  const first = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const line = await Promise.race([first, gone.then(() => null)]);
  if (line === null) throw new Error(`the S3 server did not come up; does ${PYTHON} have python3-swift?\n${said}`);
  const address = `http://127.0.0.1:${(JSON.parse(line[0]) as { port: number }).port}`;
  return {
    ...{ endpoint: address, site: `${address}/v1/AUTH_site`, region: 'eu-test-1', key, secret },
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
      await rm(dir, { recursive: true, force: true });
    },
  };
}
