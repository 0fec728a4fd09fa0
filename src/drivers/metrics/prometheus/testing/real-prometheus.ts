import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../shared/free-port.ts';

/** A Prometheus of Debian that scrapes, once a second, an exporter of our own; it sees only what a test lets it see. */
export interface RealPrometheus {
  readonly url: string;
  /** Lets one scrape see this text, and returns when the server answers with it. */
  expose(exposition: string): Promise<void>;
  stop(): Promise<void>;
}

const WITHIN = 20_000;

/** Starts one in a folder of its own, with rules as its rule files hold them. */
export async function realPrometheus(rules: readonly object[] = []): Promise<RealPrometheus> {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-prometheus-'));
  let shown: string | undefined;
  const exporter = createServer((_, response) => {
    // Outside of a test's tick a scrape fails: nothing new is known then.
    if (shown === undefined) response.writeHead(503).end();
    else response.end(`${shown}\n`);
    shown = undefined;
  });
  await new Promise<void>((resolve) => {
    exporter.listen(0, '127.0.0.1', resolve);
  });
  const { port: exporterPort } = exporter.address() as AddressInfo;
  const address = `127.0.0.1:${await freePort()}`;
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [join(dir, 'rules.yml')],
    scrape_configs: [{ job_name: 'unit', static_configs: [{ targets: [`127.0.0.1:${exporterPort}`] }] }],
  };
  // JSON is YAML.
  await writeFile(join(dir, 'rules.yml'), JSON.stringify({ groups: [{ name: 'test', rules }] }));
  await writeFile(join(dir, 'prometheus.yml'), JSON.stringify(config));
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  await once(child, 'spawn');
  const url = `http://${address}`;
  await until(async () => (await fetch(`${url}/-/ready`)).ok, child);
  let scrapes = 0;
  return {
    url,
    expose: async (exposition) => {
      scrapes += 1;
      shown = `${exposition}\nplimsoll_test_scrapes ${scrapes}`;
      await until(async () => (await value(url, 'plimsoll_test_scrapes')) === String(scrapes), child);
    },
    stop: async () => {
      exporter.closeAllConnections();
      exporter.close();
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function value(url: string, query: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(`last_over_time(${query}[1m])`)}`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  return data.result[0]?.value[1];
}

/** Waits for another process: here a look again and again is all that there is. */
async function until(isSo: () => Promise<boolean>, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + WITHIN; ; await pause(50)) {
    if (await isSo().catch(() => false)) return;
    if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}`);
    if (Date.now() > end) throw new Error('prometheus did not do it in time');
  }
}
