import type { PlanView } from '../../api/control-plane.ts';
import { formatDuration } from '../../core/kernel/duration.ts';
import { clockTime } from './event-line.ts';

const line = (label: string, text: string): string => `  ${label.padEnd(12)} ${text}`;
const at = (epoch: number): string => clockTime(new Date(epoch).toISOString());

/** What would be done, in the order in which it would be done. */
export function planText(plan: PlanView): string {
  const from =
    plan.replaces === null
      ? 'first release'
      : `replaces ${plan.replaces.version} (${plan.replaces.commit.slice(0, 12)})`;
  return [
    `${plan.unit} ${plan.version} (${plan.commit.slice(0, 12)}) → ${plan.environment}: ${from}`,
    ...(plan.dirtyPaths.length === 0 ? [] : [line('UNCOMMITTED', plan.dirtyPaths.join(', '))]),
    ...plan.commits.map((commit) =>
      line('commit', `${commit.commit.slice(0, 12)} ${commit.author}: ${commit.subject}`),
    ),
    ...plan.stages.map((stage, index) =>
      line(`stage ${index + 1}`, `${stage.weight / 10} %  ${at(stage.from)}–${at(stage.to)}${gatesOf(plan, index)}`),
    ),
    line(
      'bake',
      `${formatDuration(plan.bake.duration)}, to ${clockTime(plan.bakeUntil)} at the earliest · ${plan.bake.gates.map((gate) => gate.text).join(', ') || 'triggers only'}`,
    ),
    line('triggers', plan.triggers.join(', ') || 'none'),
    line('approvers', `${plan.approvers.join(', ')} · ${plan.count} needed`),
    line(
      'windows',
      plan.windows.length === 0
        ? 'none in the next two days'
        : plan.windows.map((one) => `${one.name} ${one.from}–${one.to}`).join(', '),
    ),
    ...(plan.notTested.length === 0 ? [] : [line('not tested', plan.notTested.join(', '))]),
    'Nothing was done. To do it: plimsoll deploy',
  ].join('\n');
}

function gatesOf(plan: PlanView, index: number): string {
  const gates = plan.strategy.stages[index]?.gates ?? [];
  return gates.length === 0 ? '' : ` · ${gates.map((gate) => gate.text).join(', ')}`;
}
