import { expect, it, onTestFinished } from 'vitest';
import { seconds } from '../../../core/kernel/duration.ts';
import { alertSourceConformance } from '../../../testing/conformance/alert-source.ts';
import { alertmanager } from './index.ts';
import { realAlertmanager } from './testing/real-alertmanager.ts';

const sourceAt = (url: string, labels: Readonly<Record<string, string>> = {}) =>
  alertmanager({ url, labels, timeout: seconds(5), bearer: null, allowPrivate: ['127.0.0.0/8'] });

alertSourceConformance('an Alertmanager of Debian', async () => {
  const server = await realAlertmanager();
  return {
    make: (labels) => sourceAt(server.url, labels),
    fire: server.fire,
    goAway: server.stop,
    tearDown: server.stop,
  };
});

it('an alert that somebody silenced at an Alertmanager of Debian is told, and called silenced', async () => {
  const server = await realAlertmanager();
  onTestFinished(() => server.stop());
  await server.silence('app', 'checkout');
  await server.fire({ labels: { alertname: 'Slow', app: 'checkout' }, summary: '' });

  const alerts = await sourceAt(server.url).firing(AbortSignal.timeout(60_000));

  expect(alerts).toMatchObject([{ name: 'Slow', severity: null, muted: 'silenced' }]);
});
