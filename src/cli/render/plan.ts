import type { PlanView } from '../../api/planning.ts';
import { lasting, took } from '../../api/shown/amount.ts';
import { formatDuration } from '../../core/kernel/duration.ts';
import { standingLines } from '../../core/plan/policy/standing.ts';
import { powerLines } from '../../core/verdict/power/power-text.ts';
import { approversText, commitLines, configLines, forecastText } from './beside-plan.ts';
import { timeOfDay } from './moment.ts';

const line = (label: string, text: string): string => `  ${label.padEnd(12)} ${text}`;
const lines = (label: string, texts: readonly string[]): readonly string[] =>
  texts.map((text, at) => line(at === 0 ? label : '', text));

/** What would be done, in the order in which it would be done; times in a zone. */
export function planText(plan: PlanView, zone = 'UTC'): string {
  const from =
    plan.replaces === null
      ? 'first release'
      : `replaces ${plan.replaces.version} (${plan.replaces.commit.slice(0, 12)})`;
  return [
    `${plan.unit} ${plan.version} (${plan.commit.slice(0, 12)}) → ${plan.environment}: ${from}`,
    ...(plan.changes ? [] : [line('NO CHANGE', 'the same commit and configuration serve already')]),
    ...(plan.dirtyPaths.length === 0 ? [] : [line('UNCOMMITTED', plan.dirtyPaths.join(', '))]),
    ...lines('commits', commitLines(plan.commits)),
    ...lines('config keys', configLines(plan.configChanges)),
    ...lines('artifacts', artifactLines(plan)),
    line('migrations', plan.migrations),
    line('strategy', plan.strategyText),
    ...stageLines(plan, zone),
    line('windows', windowText(plan, zone)),
    ...powerLines(plan.power).map((text) => line('power', text)),
    line('triggers', plan.triggers.join(', ') || 'none'),
    line('rollback', rollbackText(plan)),
    line('approvers', approversText(plan.approvers, plan.count, plan.mayApprove)),
    ...lines('policy', standingLines(plan.policy)),
    ...lines('verified', plan.verification),
    ...(plan.notTested.length === 0 ? [] : [line('not tested', plan.notTested.join(', '))]),
    ...(plan.sealed === null ? [] : [line('plan digest', plan.sealed.planDigest)]),
    'Nothing was done. To do it: plimsoll deploy',
  ].join('\n');
}

function artifactLines({ sealed, configDigest }: PlanView): readonly string[] {
  const config = `configuration ${configDigest ?? 'none'}`;
  if (sealed === null) return ['known after packaging (plimsoll plan --out FILE packages)', config];
  return [...sealed.plan.release.artifacts.map(({ name, digest }) => `${name}@${digest}`), config];
}

function stageLines(plan: PlanView, zone: string): readonly string[] {
  const now = plan.forecast.from;
  const at = (epoch: number): string => timeOfDay(new Date(epoch).toISOString(), zone, now);
  const stages = plan.stages.map((stage, index) =>
    line(`stage ${index + 1}`, `${stage.weight / 10} %  ${at(stage.from)} – ${at(stage.to)}${gatesOf(plan, index)}`),
  );
  const gates = plan.bake.gates.map((gate) => gate.text).join(', ') || 'triggers only';
  const bake = `${formatDuration(plan.bake.duration)}, to ${timeOfDay(plan.bakeUntil, zone, now)} at the earliest · ${gates}`;
  return [...stages, line('bake', bake)];
}

function gatesOf(plan: PlanView, index: number): string {
  const { gates = [], shadowGates = [] } = plan.strategy.stages[index] ?? {};
  const acted = gates.length === 0 ? '' : ` · ${gates.map((gate) => gate.text).join(', ')}`;
  return shadowGates.length === 0 ? acted : `${acted} · on trial: ${shadowGates.map((gate) => gate.text).join(', ')}`;
}

function windowText({ forecast }: PlanView, zone: string): string {
  const { after } = forecast;
  const next = after === null ? '' : ` · then ${after.name} from ${timeOfDay(after.from, zone, forecast.from)}`;
  return `${forecastText(forecast, zone, forecast.from)}${next}`;
}

function rollbackText({ rollbackTarget }: PlanView): string {
  const { version, artifacts, rehearsedSeconds, targetSeconds } = rollbackTarget;
  const limit = `target < ${lasting(targetSeconds)}`;
  const rehearsed =
    rehearsedSeconds === null
      ? 'rehearsed on staging before it is approved'
      : `the last rehearsal took ${took(rehearsedSeconds)}; it is rehearsed again`;
  return version === null
    ? `FIRST RELEASE: it is taken out of service and users get 503; ${rehearsed} (${limit})`
    : `automatic back to ${version} ${(artifacts[0] ?? '').slice(0, 19)}…; ${rehearsed} (${limit})`;
}
