import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seconds } from '../../../core/kernel/duration.ts';
import type { Track } from '../../../core/unit/environment.ts';
import type { SecretReference } from '../../../core/unit/secret-reference.ts';
import type { MetricSource } from '../../../ports/metric-source.ts';
import { SourceTimeout } from '../../../ports/metric-source.ts';
import { countingUnit } from '../../../testing/conformance/counting-unit.ts';
import { metricSourceConformance } from '../../../testing/conformance/metric-source.ts';
import { recordLines } from '../../../testing/conformance/record-lines.ts';
import { httpMetrics } from './index.ts';

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

async function serverFor(answer: Answering) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const sourceAt = (url: string, bearer: SecretReference | null = null, timeout = seconds(5)): MetricSource =>
  httpMetrics({
    name: 'http',
    spec: { type: 'http', url, timeout, bearer, allowPrivate: ['127.0.0.0/8'] },
    interval: 10,
  });

const TRAITS = { begins: 'with-nothing', routes: false, missedTicks: 'in-one-sum' } as const;

metricSourceConformance('http', TRAITS, async () => {
  const unit = countingUnit();
  const lost = new Set<Track>();
  let now = 1_764_158_400;
  const server = await serverFor((_, response) => response.end(recordLines(unit, now, lost)));
  return {
    make: () => sourceAt(server.url),
    tick: async (served = {}) => {
      unit.serve(served);
      now += 10;
    },
    restart: async () => unit.restart(),
    goAway: () => server.close(),
    lose: async (track) => void lost.add(track),
    tearDown: () => server.close(),
  };
});

describe('an answer', () => {
  let answer: Answering;
  let asked: IncomingMessage[];
  let server: Awaited<ReturnType<typeof serverFor>>;
  const { signal } = new AbortController();
  const RECORD = { track: 'candidate', requests: 50, errors: 1, latency_ms: [41.2, 180] };

  beforeEach(async () => {
    asked = [];
    server = await serverFor((request, response) => {
      asked.push(request);
      answer(request, response);
    });
  });
  afterEach(() => server.close());

  const says = (...records: readonly unknown[]): void => {
    answer = (_, response) => response.end(records.map((one) => JSON.stringify(one)).join('\n'));
  };

  it('is a record of each track: counts, latencies, values', async () => {
    says(RECORD, { track: 'stable', values: { orders: 31.5 } });

    const [row] = await sourceAt(server.url).read(null, signal);

    expect(row).toMatchObject({
      covers: 10,
      tracks: {
        candidate: {
          kind: 'counts',
          requests: 50,
          errors: 1,
          latency: {
            kind: 'own',
            counts: [
              [1956, 1],
              [2228, 1],
            ],
          },
        },
        stable: { kind: 'counts', requests: 0, fresh: false },
      },
      values: { stable: { orders: 31.5 }, candidate: {} },
    });
  });

  it('is asked for of each track by itself where the address names it', async () => {
    answer = (request, response) =>
      response.end(JSON.stringify({ ...RECORD, track: request.url?.includes('stable') ? 'stable' : 'candidate' }));

    const [row] = await sourceAt(`${server.url}?of=$track`).read(null, signal);

    expect(asked.map(({ url }) => url).toSorted()).toEqual(['/metrics?of=candidate', '/metrics?of=stable']);
    expect(row?.tracks.stable).toMatchObject({ requests: 50 });
  });

  it('told again is no new measurement: its own time says so', async () => {
    says({ ...RECORD, source_time: 7 });
    const source = sourceAt(server.url);
    const [first] = await source.read(null, signal);

    expect(await source.read(first?.cursor ?? '', signal)).toEqual([]);
  });

  it('with an impossible number is absent, never success', async () => {
    says({ track: 'candidate', requests: 3, errors: 5 }, { track: 'stable', requests: null, errors: 0 });

    const [row] = await sourceAt(server.url).read(null, signal);

    expect(row?.tracks).toMatchObject({
      stable: { kind: 'absent', why: 'nan' },
      candidate: { kind: 'absent', why: 'nan' },
    });
  });

  it.each<[string, Answering, RegExp]>([
    ['500', (_, response) => response.writeHead(500).end('sorry'), /status 500: sorry/],
    ['a page with 200', (_, response) => response.end('<html>'), /line 1 is no JSON: <html>/],
    [
      'a record without a track',
      (_, response) => response.end('{"requests":1,"errors":0}'),
      /line 1: a record needs a track/,
    ],
    [
      'a record of replays',
      (_, response) => response.end('{"clock_jump_s":0}'),
      /clock-jump is a record of replays alone/,
    ],
    [
      'a redirect',
      (_, response) => response.writeHead(302, { location: '/other' }).end(),
      /redirects are not followed/,
    ],
    ['a broken connection', (request) => request.socket.destroy(), /failed: (UND_ERR_SOCKET|ECONNRESET)/],
  ])('%s is an error of the source', async (_, instead, words) => {
    answer = instead;

    await expect(sourceAt(server.url).read(null, signal)).rejects.toThrow(words);
    expect(asked).toHaveLength(1);
  });

  it('is read no further than 1 MiB, however long it goes on', async () => {
    let sent = 0;
    answer = (_, response) => {
      const more = (): void => {
        while (!response.destroyed && sent < 64 * 1024 * 1024) {
          sent += 65_536;
          if (!response.write('x'.repeat(65_536))) {
            response.once('drain', more);
            return;
          }
        }
      };
      more();
    };

    await expect(sourceAt(server.url).read(null, signal)).rejects.toThrow(/longer than 1048576 bytes/);
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });

  it('that does not come in time is a timeout', async () => {
    answer = () => undefined;

    await expect(sourceAt(server.url, null, seconds(0.2)).read(null, signal)).rejects.toBeInstanceOf(SourceTimeout);
  });

  it('is asked for with the bearer token of the environment, which no message shows, also when the server repeats it', async () => {
    const secret = 'correct-horse+battery/staple';
    process.env.PLIMSOLL_TEST_TOKEN = secret;
    answer = (request, response) =>
      response
        .writeHead(403)
        .end(
          `no entry for ${request.headers.authorization} ${Buffer.from(`x${secret}`).toString('base64')} ${Buffer.from(secret).toString('base64')}`,
        );
    const source = sourceAt(server.url, { from: 'env', name: 'PLIMSOLL_TEST_TOKEN' });

    const error = await source.read(null, signal).catch((problem: unknown) => problem);
    const { detail } = await source.ping(signal);
    delete process.env.PLIMSOLL_TEST_TOKEN;

    expect(asked[0]?.headers.authorization).toBe(`Bearer ${secret}`);
    expect(String(error)).toMatch(/no entry for Bearer \[secret\]/);
    for (const text of [String(error), JSON.stringify(error), detail]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
    }
  });

  it('cannot be asked for without the secret, and the message names where it is looked for', async () => {
    says(RECORD);

    await expect(sourceAt(server.url, { from: 'file', name: '/nowhere/token' }).read(null, signal)).rejects.toThrow(
      'the secret file:/nowhere/token is not there or empty',
    );
    expect(asked).toEqual([]);
  });

  it('whose times are far from our clock is worth a word, and is judged all the same', async () => {
    says({ ...RECORD, source_time: Date.now() / 1_000 - 90 });

    expect(await sourceAt(server.url).ping(signal)).toMatchObject({
      ok: true,
      warning: 'its newest record is 90 s behind our clock',
    });
  });
});
