import type { DeploymentView } from '../../api/view.ts';
import { nextFor } from '../outcome.ts';
import { withClockTimes } from './moment.ts';

/** A deployment in a few lines: where it is, why it waits and who can end it, and what to do next. */
export function statusText(view: DeploymentView, zone: string): string {
  const clock = (text: string): string => withClockTimes(text, zone, view.at);
  const from = view.replaces === null ? '' : `${view.replaces} → `;
  const release =
    view.release === null
      ? ''
      : view.restores === null
        ? ` ${from}${view.release.version} (${view.release.commit.slice(0, 12)})`
        : ` restoration: ${view.release.version} → ${view.restores}`;
  const lines = [
    `${view.unit} → ${view.environment}   ${view.id}${view.planDigest === null ? '' : ` · plan ${view.planDigest.slice(7, 13)}`}${release}`,
    `  phase      ${view.phase}${view.signal === null ? '' : `   ${view.signal}`}`,
    ...(view.reason === '' ? [] : [`  reason     ${view.reason}`]),
    ...(view.ticket === null ? [] : [`  ticket     ${view.ticket}`]),
    ...(view.pruned === null ? [] : [clock(`  removed    its artifacts, ${view.pruned.at} by ${view.pruned.by}`)]),
    ...(view.release?.origins ?? []).map((line) => `  origin     ${line}`),
    ...(view.release?.sboms ?? []).map((line) => `  materials  ${line}`),
    ...view.verified.map((line, at) => `  ${(at === 0 ? 'verified' : '').padEnd(10)} ${line}`),
    ...stageLines(view).map(clock),
    ...(view.live?.troubles ?? []).map(
      ({ source, why, detail, since }) =>
        `  source     ${source}: ${why} since ${clock(since)}${detail === '' ? '' : `: ${detail}`} (the provider's, not the release's)`,
    ),
    ...(view.problem === null ? [] : [`  problem    ${view.problem}`]),
    ...(view.attempt?.lastProblem ? [`  last try   ${view.attempt.lastProblem} (try ${view.attempt.n} next)`] : []),
    ...rollbackLines(view),
    ...waitingLines(view).map(clock),
    ...nextFor(view).map((next) => `  next       ${next.command}   ${next.why}`),
  ];
  return lines.join('\n');
}

function stageLines(view: DeploymentView): readonly string[] {
  if (view.stage === null) return [];
  const { index, of, weight, until } = view.stage;
  const stage = `  stage      ${index + 1}/${of} · ${weight}${until === null ? '' : ` · until ${until} at the earliest`}`;
  return [
    stage,
    ...(view.verdict?.gates ?? []).map(
      (gate) => `  ${gate.kind.padEnd(10)} ${gate.state}/${gate.reason}: ${gate.text}`,
    ),
    ...(view.verdict?.shadows ?? []).map(
      (gate) => `  shadow     would be ${gate.state}/${gate.reason}: ${gate.text} (on trial: nothing follows from it)`,
    ),
  ];
}

function rollbackLines({ rollback }: DeploymentView): readonly string[] {
  if (rollback === null) return [];
  const seconds = (value: number | null): string => (value === null ? 'not yet' : `${value.toFixed(1)} s`);
  return [
    `  cause      ${rollback.cause.kind}: ${rollback.cause.text}`,
    `  rollback   traffic back after ${seconds(rollback.trafficBackSeconds)}, verified after ${seconds(rollback.verifiedSeconds)} (target ${rollback.targetSeconds} s)`,
    ...(rollback.rootCause === null ? [] : [`  root cause ${rollback.rootCause}`]),
  ];
}

function waitingLines({ waiting }: DeploymentView): readonly string[] {
  if (waiting === null) return [];
  const until = waiting.until === null ? 'no deadline' : `until ${waiting.until}`;
  return [`  waiting    for ${waiting.for}; who: ${waiting.who.join(', ')}; ${until}; then: ${waiting.default}`];
}

/** Several deployments, one line each. */
export function listText(views: readonly DeploymentView[]): string {
  if (views.length === 0) return 'Nothing was deployed here yet. Begin: plimsoll deploy';
  return views
    .map((view) =>
      `${view.id}  ${view.unit} → ${view.environment}  ${(view.release?.version ?? '').padEnd(8)} ${view.phase.padEnd(20)} ${view.signal ?? ''}`.trimEnd(),
    )
    .join('\n');
}
