import { z } from 'zod';
import { ALERTMANAGER } from '../../../core/alert/alert-sources.ts';
import type { AlertmanagerSpec } from '../../../core/unit/metrics.ts';
import type { AlertSource } from '../../../ports/alert-source.ts';
import { askedAlerts, Labels, type ToldAlert } from '../../shared/told-alert.ts';

const Ids = z.array(z.string());
const Answer = z.array(
  z.object({
    labels: Labels,
    annotations: Labels,
    startsAt: z.string(),
    status: z.object({ state: z.string(), silencedBy: Ids, inhibitedBy: Ids }),
  }),
);

/** Asks an Alertmanager, over its API v2, which alerts fire that bear all of these labels. */
export function alertmanager({ url, labels, bearer, timeout, allowPrivate }: AlertmanagerSpec): AlertSource {
  const where = new URL('api/v2/alerts', url.endsWith('/') ? url : `${url}/`);
  // What is silenced fires all the same: whoever silenced it may have done so for just this deployment.
  for (const kept of ['active', 'silenced', 'inhibited', 'unprocessed']) where.searchParams.set(kept, 'true');
  for (const [name, value] of Object.entries(labels)) {
    where.searchParams.append('filter', `${name}=${JSON.stringify(value)}`);
  }
  return {
    name: ALERTMANAGER,
    firing: (signal) => askedAlerts({ url: where, bearer, timeout, allowPrivate, wanted: labels }, firingIn, signal),
  };
}

/** It lists what fires alone: an alert that is over is not in it. */
function firingIn(answer: unknown): readonly ToldAlert[] | null {
  const read = Answer.safeParse(answer);
  return read.success
    ? read.data.map(({ labels, annotations, startsAt, status: { silencedBy, inhibitedBy } }) => ({
        ...{ labels, annotations, since: startsAt },
        ...(silencedBy.length > 0
          ? { muted: 'silenced' as const }
          : inhibitedBy.length > 0
            ? { muted: 'inhibited' as const }
            : {}),
      }))
    : null;
}
