import { z } from 'zod';
import type { PrometheusSourceSpec } from '../../../core/unit/metrics.ts';
import type { AlertSource } from '../../../ports/alert-source.ts';
import { askedAlerts, Labels, type ToldAlert } from '../../shared/told-alert.ts';

const Answer = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        labels: Labels,
        annotations: Labels.optional(),
        state: z.string(),
        activeAt: z.string().optional(),
      }),
    ),
  }),
});

/** Asks a Prometheus which alerts fire that bear all of these labels. */
export function prometheusAlerts(
  name: string,
  { url, bearer, timeout, allowPrivate }: PrometheusSourceSpec,
  wanted: Readonly<Record<string, string>>,
): AlertSource {
  const where = new URL('api/v1/alerts', url.endsWith('/') ? url : `${url}/`);
  return {
    name,
    firing: (signal) => askedAlerts({ url: where, bearer, timeout, allowPrivate, wanted }, firingIn, signal),
  };
}

function firingIn(answer: unknown): readonly ToldAlert[] | null {
  const read = Answer.safeParse(answer);
  if (!read.success) return null;
  return read.data.data.alerts
    .filter(({ state }) => state === 'firing')
    .map(({ labels, annotations = {}, activeAt }) => ({ labels, annotations, since: activeAt }));
}
