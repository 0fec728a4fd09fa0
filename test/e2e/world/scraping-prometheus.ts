import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../src/drivers/shared/free-port.ts';

const WITHIN = 30_000;

/** A Prometheus that scrapes one address each second. */
export interface ScrapingPrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts one; it is up and has scraped once. */
export async function scrapingPrometheus(target: string): Promise<ScrapingPrometheus> {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-scraping-'));
  const address = `127.0.0.1:${await freePort()}`;
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [{ job_name: 'router', static_configs: [{ targets: [target] }] }],
  };
  // JSON is YAML.
  await writeFile(join(dir, 'prometheus.yml'), JSON.stringify(config));
  const words = [
    `--config.file=${join(dir, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(dir, 'data')}`,
    ...[`--web.listen-address=${address}`, '--log.level=error'],
  ];
  const child = spawn('prometheus', words, { stdio: 'ignore' });
  await once(child, 'spawn');
  const url = `http://${address}`;
  const isScraping = async (): Promise<boolean> => {
    const answer = await fetch(`${url}/api/v1/query?query=up`);
    return (await answer.text()).includes('"1"]');
  };
  for (const end = Date.now() + WITHIN; !(await isScraping().catch(() => false)); await pause(100)) {
    if (Date.now() > end) throw new Error('prometheus did not come up and scrape');
  }
  return {
    url,
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await rm(dir, { recursive: true, force: true });
    },
  };
}
