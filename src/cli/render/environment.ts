import type { EnvironmentView } from '../../api/environments.ts';
import { trafficText } from '../../core/deployment/traffic.ts';
import { differenceText, isRepairable } from '../../core/environment/difference.ts';

/** One environment in a line: what serves, where, and what keeps it from the next release. */
export function environmentLine(view: EnvironmentView): string {
  const { unit, environment, stable, address, hold, heldBy, drift, holder } = view;
  const words = [
    stable === null ? 'nothing was released yet' : stable.version,
    address ?? 'its router does not answer',
    ...(holder === null ? [] : [`taken by ${holder}`]),
    ...(heldBy === null ? [] : [`held by ${heldBy.by}: ${heldBy.reason}`]),
    ...(hold === null ? [] : [`on hold since the rollback of ${hold.deployment}`]),
    ...(drift === null
      ? []
      : [drift.acceptedBy === null ? 'not as recorded' : `drift accepted by ${drift.acceptedBy}`]),
  ];
  return `${unit}/${environment}`.padEnd(28) + words.join('   ');
}

/** Everything about one environment. */
export function environmentText(view: EnvironmentView): string {
  const { unit, environment, stable, earlier, address, traffic, holder, queue, hold, heldBy, drift } = view;
  const line = (label: string, text: string): string => `  ${label.padEnd(10)} ${text}`;
  const release = (one: EnvironmentView['earlier'][number]): string =>
    `${one.version} (${one.commit.slice(0, 12)}, ${one.release}) since ${one.since}`;
  return [
    `${unit}/${environment}${view.demo ? '   DEMO' : ''}`,
    line('stable', stable === null ? 'nothing was released yet' : release(stable)),
    ...earlier.map((one, at) => line(at === 0 ? 'kept' : '', release(one))),
    line(
      'router',
      address === null ? 'does not answer' : `${address}, ${traffic === null ? '' : trafficText(traffic)}`,
    ),
    line('slot', holder === null ? 'free' : `taken by ${holder}`),
    ...(queue.length === 0 ? [] : [line('queue', queue.join(', '))]),
    ...(heldBy === null ? [] : [line('hold', `by ${heldBy.by} since ${heldBy.since}: ${heldBy.reason}`)]),
    ...(hold === null ? [] : [line('hold', `since the rollback of ${hold.deployment} at ${hold.since}: ${hold.note}`)]),
    ...driftLines(drift).map((text, at) => line(at === 0 ? 'drift' : '', text)),
  ].join('\n');
}

/** What is not as recorded, and what can be done about it. */
export function driftLines(drift: EnvironmentView['drift']): readonly string[] {
  if (drift === null) return [];
  const { differences, since, acceptedBy } = drift;
  const isMendable = differences.some(isRepairable);
  return [
    `since ${since}${acceptedBy === null ? '; no promotion begins' : `, accepted by ${acceptedBy}`}`,
    ...differences.map(differenceText),
    ...(isMendable && acceptedBy === null ? ['once it is accepted, the traffic is put back as recorded'] : []),
  ];
}
