import { vi } from 'vitest';
import { seconds } from '../../../core/kernel/duration.ts';
import { alertSourceConformance } from '../../../testing/conformance/alert-source.ts';
import { prometheusAlerts } from './index.ts';
import { realPrometheus } from './testing/real-prometheus.ts';

const ruleFor = (alert: string, summary: string) => ({
  ...{ alert, expr: `test_alert{rule="${alert}"} == 1`, annotations: { summary } },
});

alertSourceConformance('a Prometheus of Debian', async () => {
  const server = await realPrometheus([ruleFor('Slow', 'too slow'), ruleFor('Down', 'not there')]);
  const make = (labels: Readonly<Record<string, string>>) =>
    prometheusAlerts(
      'prometheus',
      { type: 'prometheus', url: server.url, timeout: seconds(5), bearer: null, allowPrivate: ['127.0.0.0/8'] },
      labels,
    );
  let shown = '';
  return {
    make,
    fire: async (...alerts) => {
      const lines = alerts.map(({ labels: { alertname, ...labels } }) => {
        const own = Object.entries({ rule: alertname, ...labels }).map(([key, value]) => `${key}="${value}"`);
        return `test_alert{${own.join(',')}} 1`;
      });
      // One that is over is zero: without a sample its last one would be looked back at.
      const over = shown.split('\n').filter((line) => line !== '' && !lines.includes(line));
      await server.expose([...lines, ...over.map((line) => line.replace(/ 1$/, ' 0'))].join('\n'));
      shown = lines.join('\n');
      // Its rules are evaluated at moments of its own.
      const names = alerts.map(({ labels }) => labels.alertname).toSorted();
      await vi.waitUntil(
        async () => {
          const firing = await make({}).firing(AbortSignal.timeout(10_000));
          return (
            firing
              .map(({ name }) => name)
              .toSorted()
              .join() === names.join()
          );
        },
        { timeout: 60_000, interval: 100 },
      );
    },
    goAway: server.stop,
    tearDown: server.stop,
  };
});
