import { afterEach, describe, expect, it } from 'vitest';
import { seconds } from '../../../core/kernel/duration.ts';
import { alertSourceConformance, type FiringAlert } from '../../../testing/conformance/alert-source.ts';
import { type HttpReceiver, httpReceiver } from '../../../testing/fakes/http-receiver.ts';
import { alertmanager } from './index.ts';

process.env.TEST_ALERTS_TOKEN = 'open-sesame';

const sourceAt = (url: string, labels: Readonly<Record<string, string>> = {}, bearer = false) =>
  alertmanager({
    ...{ url, labels, timeout: seconds(5), allowPrivate: ['127.0.0.0/8'] },
    bearer: bearer ? { from: 'env', name: 'TEST_ALERTS_TOKEN' } : null,
  });
const told = ({ labels, summary }: FiringAlert, status: object = {}) => ({
  ...{ labels, annotations: { summary }, startsAt: new Date().toISOString(), endsAt: new Date().toISOString() },
  ...{ fingerprint: 'f00', receivers: [{ name: 'nobody' }], updatedAt: new Date().toISOString() },
  status: { state: 'active', silencedBy: [], inhibitedBy: [], ...status },
});

// What a server on its own machine answers; one of Debian is asked in index.components.test.ts.
alertSourceConformance('an Alertmanager', async () => {
  let firing: readonly FiringAlert[] = [];
  const server = await httpReceiver(() => ({ status: 200, body: JSON.stringify(firing.map((one) => told(one))) }));
  return {
    make: (labels) => sourceAt(server.url, labels),
    fire: async (...alerts) => {
      firing = alerts;
    },
    goAway: server.close,
    tearDown: server.close,
  };
});

describe('an Alertmanager', () => {
  const SLOW: FiringAlert = { labels: { alertname: 'Slow' }, summary: '' };
  let server: HttpReceiver;
  afterEach(() => server.close());

  it('is asked over its API v2 for all that fires, silenced or not, with token and labels', async () => {
    server = await httpReceiver(() => ({ status: 200, body: '[]' }));

    await sourceAt(`${server.url}/alerts`, { app: 'a"b' }, true).firing(AbortSignal.timeout(20_000));

    const [{ path, headers } = { path: '', headers: {} }] = server.received;
    const asked = new URL(path, 'http://localhost');
    expect(asked.pathname).toBe('/alerts/api/v2/alerts');
    expect(asked.searchParams.getAll('filter')).toEqual(['app="a\\"b"']);
    for (const kept of ['active', 'silenced', 'inhibited', 'unprocessed']) {
      expect(asked.searchParams.get(kept)).toBe('true');
    }
    expect(headers.authorization).toBe('Bearer open-sesame');
  });

  it.each([
    ['silenced', { state: 'suppressed', silencedBy: ['s1'] }],
    ['inhibited', { state: 'suppressed', inhibitedBy: ['i1'] }],
  ])('tells that an alert is %s', async (muted, status) => {
    server = await httpReceiver(() => ({ status: 200, body: JSON.stringify([told(SLOW, status)]) }));

    expect(await sourceAt(server.url).firing(AbortSignal.timeout(20_000))).toMatchObject([{ name: 'Slow', muted }]);
  });

  it.each([
    [200, '{"status":"success","data":{"alerts":[]}}'],
    [200, '<html>'],
    [200, '[{"labels":{}}]'],
    [401, '[]'],
    [302, ''],
  ])('that answers %i with %s has not said that nothing fires', async (status, body) => {
    server = await httpReceiver(() => ({ status, body }));

    await expect(sourceAt(server.url).firing(AbortSignal.timeout(20_000))).rejects.toMatchObject({
      name: 'DriverError',
    });
  });
});
