import type { DeploymentView } from '../../api/view.ts';

/** Where the stage or bake under way stands in its own time. Nothing here says anything of the stages after it. */
export interface StageClock {
  readonly spentSeconds: number;
  /** What it takes at least; where it was extended, up to its end. */
  readonly ofSeconds: number;
  readonly leftSeconds: number;
  readonly isExtended: boolean;
  /** Its time stands still: something holds it. */
  readonly isHeld: boolean;
}

/** The clock of the stage under way; null while none is timed, such as when the weight is being set. */
export function stageClock(view: DeploymentView, now: number): StageClock | null {
  const { live, stage, phase } = view;
  if (stage === null || stage.since === null) return null;
  const isOfThisStage = live !== null && live.of === (phase === 'baking' ? 'bake' : stage.index);
  return isOfThisStage && live.plannedSeconds > 0 ? judgedClock(view, live, now) : plannedClock(view, now);
}

// Judged time is what counts. It goes on by itself between two looks, unless something holds it.
function judgedClock(view: DeploymentView, live: NonNullable<DeploymentView['live']>, now: number): StageClock {
  const { judgedSeconds, plannedSeconds, extendsToSeconds } = live;
  const isHeld = view.waiting !== null || view.holds.length > 0;
  const since = isHeld ? 0 : Math.min(2, Math.max(0, (now - Date.parse(view.at)) / 1_000));
  const spentSeconds = judgedSeconds + since;
  const isExtended = judgedSeconds >= plannedSeconds && live.state === 'collecting';
  const ofSeconds = isExtended ? extendsToSeconds : plannedSeconds;
  return { spentSeconds, ofSeconds, leftSeconds: Math.max(0, ofSeconds - spentSeconds), isExtended, isHeld };
}

function plannedClock({ stage, holds }: DeploymentView, now: number): StageClock | null {
  if (stage === null || stage.since === null || stage.until === null) return null;
  const [since, until] = [Date.parse(stage.since), Date.parse(stage.until)];
  const spentSeconds = Math.max(0, (now - since) / 1_000);
  const ofSeconds = (until - since) / 1_000;
  const leftSeconds = Math.max(0, ofSeconds - spentSeconds);
  return { spentSeconds, ofSeconds, leftSeconds, isExtended: false, isHeld: holds.length > 0 };
}
