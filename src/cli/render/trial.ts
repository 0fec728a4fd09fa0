import { lasting, measured, measuredRange, whole } from '../../api/shown/amount.ts';
import type { GateTrial, MeasuredMetric } from '../../api/trial.ts';
import { clockTime } from './moment.ts';
import { signFor } from './sign.ts';

/** A gate tried on live data: the verdict as a sentence with its numbers, and whose data it was. */
export function trialText(trial: GateTrial, ascii: boolean): string {
  const { verdict, note } = trial;
  const whose = trial.deployment === null ? `stable on ${trial.environment}` : `the candidate of ${trial.deployment}`;
  if (verdict === null) return [`${trial.gate}   not tried`, `  ${note ?? 'no data'}`].join('\n');
  const { low, high, unit, observed, limit, baseline } = verdict.bounds;
  const numbers = [
    ...(observed === null ? [] : [`observed ${measured(observed, unit)}`]),
    ...(low === null && high === null ? [] : [`bounds ${measuredRange(low, high, unit)}`]),
    ...(baseline === null ? [] : [`stable ${measured(baseline, unit)}`]),
    ...(limit === null ? [] : [`limit ${measured(limit, unit)}`]),
  ];
  const more = verdict.needsMinutes === null ? '' : `, about ${lasting(verdict.needsMinutes * 60)}`;
  return [
    `${signFor(verdict.state, ascii)} ${trial.gate}   ${verdict.state}/${verdict.reason}`,
    `  ${verdict.text}`,
    `  ${numbers.join(' · ')}`,
    `  ${whole(verdict.requests)} requests, ${whole(verdict.errors)} errors in ${lasting(trial.seconds)} of ${whose}`,
    ...(verdict.needsRequests === null || verdict.needsRequests === 0
      ? []
      : [`  needs about ${whole(verdict.needsRequests)} more requests${more}`]),
    ...(note === null ? [] : [`  ${note}`]),
  ].join('\n');
}

/** What a source says of a metric now, a line for each track. */
export function measuredText(found: MeasuredMetric, zone: string): string {
  const line = (track: 'stable' | 'candidate'): string => {
    const said = found[track];
    const name = track.padEnd(11);
    if (said.kind === 'absent') return `  ${name}${said.why}: ${said.detail}`;
    const value =
      said.from === null
        ? measured(said.value, found.measuredIn)
        : measuredRange(said.from, said.value, found.measuredIn);
    return said.requests === null
      ? `  ${name}${value}`
      : `  ${name}${value}   ${whole(said.errors ?? 0)} errors of ${whole(said.requests)} requests`;
  };
  const time = `last ${lasting(found.seconds)} to ${clockTime(found.readAt, zone)}`;
  return [
    `${found.metric} on ${found.environment} · source ${found.source} · ${time}`,
    line('stable'),
    line('candidate'),
  ].join('\n');
}
