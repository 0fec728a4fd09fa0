import { z } from 'zod';
import type { SeenAlert } from '../../../core/alert/seen-alert.ts';
import { instant } from '../../../core/kernel/instant.ts';
import type { PrometheusSourceSpec } from '../../../core/unit/metrics.ts';
import type { AlertSource } from '../../../ports/alert-source.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import { boundedGet } from '../../shared/bounded-get.ts';
import { printable } from '../../shared/printable.ts';

const LONGEST = 4 * 1024 * 1024;
/** More alerts than these say nothing more. */
const MOST = 50;
const LONGEST_TEXT = 300;

const Labels = z.record(z.string(), z.string());
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
  spec: PrometheusSourceSpec,
  labels: Readonly<Record<string, string>>,
): AlertSource {
  const { url, bearer, timeout, allowPrivate } = spec;
  return {
    name,
    firing: async (signal) => {
      const where = new URL('api/v1/alerts', url.endsWith('/') ? url : `${url}/`);
      const text = await boundedGet({ url: where, bearer, timeout, allowPrivate, longest: LONGEST }, signal);
      const read = Answer.safeParse(parsed(text));
      if (!read.success) throw new DriverError(`${where.origin} gave no list of alerts`, { retryable: true });
      return read.data.data.alerts
        .filter(
          ({ state, labels: own }) =>
            state === 'firing' && Object.entries(labels).every(([key, value]) => own[key] === value),
        )
        .slice(0, MOST)
        .map(({ labels: own, annotations, activeAt }) => seenAlert(own, annotations ?? {}, activeAt));
    },
  };
}

type Words = Readonly<Record<string, string>>;

function seenAlert(labels: Words, annotations: Words, activeAt: string | undefined): SeenAlert {
  const since = Date.parse(activeAt ?? '');
  return {
    name: cut(labels.alertname ?? 'an alert without a name'),
    severity: labels.severity === undefined ? null : cut(labels.severity),
    since: Number.isNaN(since) ? null : instant(since),
    summary: cut(annotations.summary ?? annotations.description ?? ''),
  };
}

const cut = (text: string): string => printable(text.replaceAll('\n', ' ')).slice(0, LONGEST_TEXT);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
