import type { DeploymentView } from '../../api/view.ts';
import { timeOfDay, withClockTimes } from './moment.ts';
import { onOneLine } from './visible.ts';

/** A deployment on one line, for a prompt or a status bar: where it is, and what it waits for until when. */
export function compactText(view: DeploymentView, zone: string): string {
  const { unit, environment, release, phase, signal, stage, waiting } = view;
  const parts = [
    `${unit} → ${environment}`,
    release?.version ?? '',
    phase,
    stage === null || phase === 'baking' ? '' : `stage ${stage.index + 1}/${stage.of} ${stage.weight}`,
    signal ?? '',
    waiting === null ? '' : waitingText(waiting, zone, view.at),
  ];
  return onOneLine(parts.filter((part) => part !== '').join(' · '));
}

function waitingText(waiting: NonNullable<DeploymentView['waiting']>, zone: string, now: string): string {
  const until = waiting.until === null ? '' : ` until ${timeOfDay(waiting.until, zone, now)}`;
  return `waits for ${waiting.for}: ${waiting.who.join(', ')}${until}, then ${withClockTimes(waiting.default, zone, now)}`;
}
