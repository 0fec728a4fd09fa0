import { afterEach, describe, expect, it } from 'vitest';
import { seconds } from '../../../core/kernel/duration.ts';
import { type HttpReceiver, httpReceiver } from '../../../testing/fakes/http-receiver.ts';
import { prometheusAlerts } from './index.ts';

let server: HttpReceiver;
afterEach(() => server.close());

const signal = (): AbortSignal => AbortSignal.timeout(20_000);
const source = () =>
  prometheusAlerts(
    'prometheus',
    { type: 'prometheus', url: server.url, timeout: seconds(5), bearer: null, allowPrivate: ['127.0.0.0/8'] },
    { app: 'checkout' },
  );
const alert = (alertname: string, more: object = {}) => ({
  ...{ labels: { alertname, app: 'checkout', severity: 'page' }, annotations: { summary: `${alertname} is bad` } },
  ...{ state: 'firing', activeAt: '2026-11-20T12:00:00.5Z', value: '1' },
  ...more,
});
const serve = async (...alerts: readonly object[]): Promise<void> => {
  server = await httpReceiver(() => ({ status: 200, body: JSON.stringify({ status: 'success', data: { alerts } }) }));
};

describe('a Prometheus that is asked for alerts', () => {
  it('tells those that fire and are about the unit, with since when', async () => {
    await serve(
      alert('Slow'),
      alert('Pending', { state: 'pending' }),
      alert('Other', { labels: { alertname: 'Other', app: 'x' } }),
    );

    const alerts = await source().firing(signal());

    expect(server.received[0]?.path).toBe('/api/v1/alerts');
    expect(alerts).toEqual([
      { name: 'Slow', severity: 'page', since: Date.UTC(2026, 10, 20, 12, 0, 0, 500), summary: 'Slow is bad' },
    ]);
  });

  it('is taken at its word no further than a few words', async () => {
    await serve(
      alert('A', { annotations: { summary: `\u001b[31m${'x'.repeat(5_000)}` } }),
      ...Array.from({ length: 200 }, () => alert('B')),
    );

    const alerts = await source().firing(signal());

    expect(alerts).toHaveLength(50);
    expect(alerts[0]?.summary).toBe('x'.repeat(300));
  });

  it.each(['{}', '<html>', '{"data":{"alerts":[{"labels":{"a":1},"state":"firing"}]}}'])(
    'and says %s has told nothing',
    async (body) => {
      server = await httpReceiver(() => ({ status: 200, body }));

      await expect(source().firing(signal())).rejects.toMatchObject({ name: 'DriverError', retryable: true });
    },
  );
});
