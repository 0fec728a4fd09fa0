import type { ActContext, ActRequest } from '../../approval/act/request.ts';
import { differenceText, isRepairable } from '../../core/environment/difference.ts';
import { principalText } from '../../core/principal/principal.ts';

const time = (at: number): string => new Date(at).toISOString();

/** What a person reads before signing an act on an environment. */
export function actLines(
  { unit, environment, context, stable, approvers }: ActRequest,
  reason: string,
): readonly string[] {
  const line = (label: string, text: string): string => `  ${label.padEnd(10)} ${text}`;
  return [
    `${WORDS[context.act].title} ${unit}/${environment}`,
    line('serves', stable === null ? 'nothing was released yet' : `${stable.release.version} (${stable.release.id})`),
    ...contextLines(context).map((text, at) => line(at === 0 ? WORDS[context.act].label : '', text)),
    line('reason', reason),
    line('may sign', approvers.join(', ')),
  ];
}

const WORDS = {
  release: { title: 'RELEASE', label: 'hold' },
  'accept-drift': { title: 'ACCEPT DRIFT OF', label: 'drift' },
  adopt: { title: 'ADOPT WHAT RUNS ON', label: 'runs' },
} as const;

function contextLines(context: ActContext): readonly string[] {
  if (context.act === 'adopt') {
    const { release, adopted } = context.proposal;
    return [
      `${release.version} (${release.commit.slice(0, 12)}), as you say`,
      ...release.artifacts.map(({ name, digest }) => `${name} ${digest}`),
      adopted?.unverified === true
        ? 'UNVERIFIED: the target cannot read digests, so that these run is your word alone.'
        : 'The target shows these digests.',
      'Signed, it is what a rollback of the next release returns to.',
    ];
  }
  if (context.act === 'release') {
    const { by, since, reason } = context.hold;
    return [`by ${principalText(by)} since ${time(since)}: ${reason}`];
  }
  const { differences, since } = context.drift;
  return [
    `since ${time(since)}`,
    ...differences.map(differenceText),
    differences.some(isRepairable)
      ? 'Signed, the engine puts the traffic back as recorded; the rest may stay as it is.'
      : 'Signed, it may stay as it is until it changes.',
  ];
}
