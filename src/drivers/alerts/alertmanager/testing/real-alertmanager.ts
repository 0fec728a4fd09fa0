import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../shared/free-port.ts';

interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** An Alertmanager of Debian. */
export interface RealAlertmanager {
  readonly url: string;
  /** Lets these fire, and those over that fired before. */
  fire(...alerts: readonly FiringAlert[]): Promise<void>;
  /** Silences what bears this label. */
  silence(name: string, value: string): Promise<void>;
  stop(): Promise<void>;
}

const WITHIN = 60_000;

/** Starts one in a folder of its own, that knows no other and tells nobody. */
export async function realAlertmanager(): Promise<RealAlertmanager> {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-alertmanager-'));
  // JSON is YAML.
  const config = { route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] };
  await writeFile(join(dir, 'alertmanager.yml'), JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus-alertmanager',
    [
      `--config.file=${join(dir, 'alertmanager.yml')}`,
      `--storage.path=${join(dir, 'data')}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  await once(child, 'spawn');
  const url = `http://${address}`;
  for (const end = Date.now() + WITHIN; !(await isReady(url)); await pause(50)) {
    if (child.exitCode !== null) throw new Error(`alertmanager ended with ${child.exitCode}`);
    if (Date.now() > end) throw new Error('alertmanager was not ready in time');
  }
  let fired: readonly FiringAlert[] = [];
  return {
    url,
    fire: async (...alerts) => {
      const now = new Date();
      const ends = new Date(now.getTime() + 3_600_000).toISOString();
      const over = fired.filter((one) => !alerts.includes(one));
      fired = alerts;
      await post(url, 'alerts', [
        ...alerts.map((one) => ({ ...wireOf(one), startsAt: now.toISOString(), endsAt: ends })),
        ...over.map((one) => ({ ...wireOf(one), endsAt: new Date(now.getTime() - 1).toISOString() })),
      ]);
    },
    silence: async (name, value) => {
      const now = Date.now();
      await post(url, 'silences', {
        matchers: [{ name, value, isRegex: false, isEqual: true }],
        ...{ startsAt: new Date(now).toISOString(), endsAt: new Date(now + 3_600_000).toISOString() },
        ...{ createdBy: 'a test', comment: 'quiet' },
      });
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const wireOf = ({ labels, summary }: FiringAlert) => ({ labels, annotations: { summary } });

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

async function post(url: string, what: string, body: unknown): Promise<void> {
  const answer = await fetch(`${url}/api/v2/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`alertmanager took no ${what}: ${answer.status} ${await answer.text()}`);
}
