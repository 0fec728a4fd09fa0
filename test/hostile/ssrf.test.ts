import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seconds } from '../../src/core/kernel/duration.ts';
import { icsFeed } from '../../src/drivers/calendar/ics/index.ts';
import { httpMetrics } from '../../src/drivers/metrics/http/index.ts';
import { prometheusCounts } from '../../src/drivers/metrics/prometheus/index.ts';
import { boundedGet } from '../../src/drivers/shared/bounded-get.ts';
import { getText } from '../../src/drivers/shared/outgoing/get-text.ts';
import { DriverError } from '../../src/ports/driver-error.ts';
import { privateHosts } from './address-corpus.ts';

const { signal } = new AbortController();
const LOOPBACK = ['127.0.0.0/8'];

// The canary listens on every address of this machine: whoever reaches this machine at all is counted.
let canary: Server;
let port = 0;
let asked = 0;
let answer = { status: 200, location: '' };
beforeAll(async () => {
  canary = createServer((_, response) => {
    asked += 1;
    response.writeHead(answer.status, answer.location === '' ? {} : { location: answer.location });
    response.end('canary');
  });
  await new Promise<void>((resolve) => canary.listen(0, '::', resolve));
  port = (canary.address() as AddressInfo).port;
});
afterAll(() => {
  canary.closeAllConnections();
  canary.close();
});
beforeEach(() => {
  asked = 0;
  answer = { status: 200, location: '' };
});

type Ask = (url: string, allowPrivate: readonly string[]) => Promise<unknown>;

const spec = (url: string, allowPrivate: readonly string[]) => ({
  url,
  timeout: seconds(5),
  bearer: null,
  allowPrivate,
});
const SERIES = { requests: 'a_total{track="$track"}', errors: 'b_total{track="$track"}', latency: null };

/** Everything of ours that asks an address which a configuration names. */
const ASKERS: readonly (readonly [string, Ask])[] = [
  ['a calendar feed', (url, allowPrivate) => icsFeed().read({ place: url, dir: '/', allowPrivate }, signal)],
  [
    'a metric source of records',
    (url, allow) =>
      httpMetrics({ name: 'm', spec: { type: 'http', ...spec(url, allow) }, interval: 10 }).read(null, signal),
  ],
  [
    'a Prometheus',
    (url, allow) =>
      prometheusCounts({
        ...{ name: 'p', series: SERIES, ratios: {}, interval: seconds(10) },
        spec: { type: 'prometheus', ...spec(url, allow) },
      }).read(null, signal),
  ],
];

/** How it ended: what was refused names itself. */
async function endOf(asking: Promise<unknown>): Promise<string> {
  try {
    await asking;
    return 'answered';
  } catch (error) {
    // A URL that cannot be one never gets as far as an address.
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_URL') return 'no address at all';
    if (error instanceof DriverError) return error.message;
    throw error;
  }
}

describe.each(ASKERS)('%s', (_, ask) => {
  it('is asked at no private address, however it is written', async () => {
    const hosts = privateHosts();
    expect(hosts.length).toBeGreaterThan(150);

    const ends = await Promise.all(hosts.map((host) => endOf(ask(`http://${host}:${port}/`, []))));

    const let_in = hosts.filter((__, index) => !/a private address|no address at all/.test(ends[index] ?? ''));
    expect(let_in).toEqual([]);
    expect(asked).toBe(0);
  });

  it('is asked at the range that is listed, and only there', async () => {
    await endOf(ask(`http://127.0.0.1:${port}/`, LOOPBACK));
    expect(asked).toBeGreaterThan(0);
    asked = 0;

    expect(await endOf(ask(`http://[::1]:${port}/`, LOOPBACK))).toContain('a private address');
    expect(await endOf(ask(`http://127.0.0.1:${port}/`, ['10.0.0.0/8']))).toContain('a private address');
    expect(asked).toBe(0);
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect: %d', async (status) => {
    answer = { status, location: `http://[::1]:${port}/metadata` };

    expect(await endOf(ask(`http://127.0.0.1:${port}/`, LOOPBACK))).toMatch(/redirect|not followed/);

    expect(asked).toBe(1);
  });
});

describe('a name that changes its mind', () => {
  const rebinding = () => {
    let times = 0;
    return { addressesOf: async () => [++times === 1 ? '127.0.0.1' : '::1'], times: () => times };
  };

  it('is looked up once, and what was checked is what is connected to', async () => {
    const [one, other] = [rebinding(), rebinding()];
    const url = `http://canary.example:${port}/`;

    await getText(
      { url, allowPrivate: ['127.0.0.1/32'], most: 100, within: 5_000, addressesOf: one.addressesOf },
      signal,
    );
    const text = await boundedGet(
      {
        ...{ url: new URL(url), bearer: null, timeout: 5_000, longest: 100 },
        ...{ allowPrivate: ['127.0.0.1/32'], addressesOf: other.addressesOf },
      },
      signal,
    );

    expect([text, one.times(), other.times(), asked]).toEqual(['canary', 1, 1, 2]);
  });

  it.each([[['127.0.0.1']], [['93.184.216.34', '169.254.169.254']], [['::ffff:10.0.0.1']], [[]]])(
    'is refused when it stands for %j',
    async (addresses) => {
      const addressesOf = async () => addresses;
      const url = `http://canary.example:${port}/`;

      const feed = await endOf(getText({ url, allowPrivate: [], most: 100, within: 5_000, addressesOf }, signal));
      const source = await endOf(
        boundedGet({ url: new URL(url), bearer: null, timeout: 5_000, longest: 100, addressesOf }, signal),
      );

      expect([feed, source]).toEqual([
        expect.stringMatching(/a private address|has no address/),
        expect.stringMatching(/a private address|has no address/),
      ]);
      expect(asked).toBe(0);
    },
  );
});
