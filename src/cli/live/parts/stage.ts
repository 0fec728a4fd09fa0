import { lasting, whole } from '../../../api/shown/amount.ts';
import type { DeploymentView } from '../../../api/view.ts';
import { timeOfDay } from '../../render/moment.ts';
import { signFor } from '../../render/sign.ts';
import { fillLine, type Line, lineWidth, type Pen } from '../../render/styled.ts';
import { widthOf, wrap } from '../../render/width.ts';
import type { LiveModel } from '../model.ts';
import { progressBar } from '../sparkline.ts';
import { stageClock } from '../stage-clock.ts';

const BAR_CELLS = 15;
const SHORTEST_BAR = 5;
const INDENT = '    ';

/** The stage or the bake under way, in one line: `● Rolling out canary stage 1/3 · 5 % ━━╸── 6m41s left · next 25 % at 14:32 CEST`. */
export function stageLine({ view, now }: LiveModel, columns: number, pen: Pen): Line {
  const clock = stageClock(view, now);
  const head: Line = [pen.span(`${signFor('now', pen.look.ascii)} `, 'strong'), pen.span(stageName(view), 'strong')];
  if (clock === null) return fillLine([head, [pen.span(settingUp(view), 'quiet')]], 1, columns);
  const left = clock.isExtended
    ? `extended, ${lasting(clock.leftSeconds)} until a person is asked`
    : clock.isHeld
      ? `held, ${lasting(clock.leftSeconds)} left then`
      : `${lasting(clock.leftSeconds)} left`;
  const next = clock.isHeld || clock.isExtended ? '' : nextText(view, now + clock.leftSeconds * 1_000, now, pen);
  const others = [lineWidth(head), widthOf(left), widthOf(next)].reduce((sum, cells) => sum + cells + 1, 0);
  // When it goes on matters more than how long a bar is.
  const bar = Math.min(BAR_CELLS, columns - others);
  const barLine: Line = bar < SHORTEST_BAR ? [] : [pen.span(progressBar(clock.spentSeconds / clock.ofSeconds, bar))];
  return fillLine([head, ...(barLine.length === 0 ? [] : [barLine]), [pen.span(left)], [pen.span(next)]], 1, columns);
}

function stageName({ phase, strategy, stage }: DeploymentView): string {
  if (phase === 'baking') return 'Baking at 100 %';
  if (stage === null) return 'Rolling out';
  return `Rolling out ${strategy} stage ${stage.index + 1}/${stage.of} · ${stage.weight}`;
}

const settingUp = ({ phase, traffic, stage }: DeploymentView): string =>
  phase === 'baking'
    ? 'the candidate becomes stable'
    : traffic?.kind === 'split' && traffic.candidate === 0 && stage?.index === 0
      ? 'the candidate starts, no traffic yet'
      : 'the weight is being set';

function nextText({ phase, stage, outlook }: DeploymentView, then: number, now: number, pen: Pen): string {
  if (stage === null || outlook === null) return '';
  const time = timeOfDay(new Date(then).toISOString(), pen.look.zone, new Date(now).toISOString());
  if (phase === 'baking') return `· over at ${time} when all is well`;
  return `· next ${outlook.stages[stage.index + 1]?.weight ?? 'bake'} at ${time}`;
}

/** What was counted, and what takes it back by itself. */
export function countLines({ view }: LiveModel, columns: number, pen: Pen): readonly Line[] {
  const { live, outlook } = view;
  const counts =
    live === null
      ? []
      : [
          `${whole(live.candidate.requests)} candidate, ${whole(live.stable.requests)} stable requests · measured every ${lasting(outlook?.intervalSeconds ?? 1)} from the ${outlook?.source ?? 'source'}`,
        ];
  const armed = outlook === null || live === null ? [] : [`armed: ${outlook.armed.join(', ')}`];
  const together = [...counts, ...armed].join(' · ');
  return wrap(together, columns - INDENT.length)
    .filter((text) => text !== '')
    .map((text) => [pen.span(INDENT + text, 'quiet')]);
}
