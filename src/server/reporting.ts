import type { ReportAnswer, ReportKind } from '../api/control-plane.ts';
import type { DeploymentEvent } from '../core/deployment/event.ts';
import { refuse } from '../core/kernel/refusal.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import { toDeploymentEvent } from '../engine/encoding.ts';
import { deploymentStream, measurementStream } from '../engine/streams.ts';
import { markdownOf, reportFrom } from '../report/report.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';

/** A report, made anew from the journal at every question: the same record gives the same bytes. */
export async function reportOf(parts: ServiceParts, id: string, kind: ReportKind): Promise<ReportAnswer> {
  const { journal } = parts;
  const entries = await journal.read(deploymentStream(id));
  if (entries.length === 0)
    throw refused(refuse('no-such-deployment', `There is no deployment ${id}`, 'List them: plimsoll status --all'));
  const measured = (await journal.read(measurementStream(id))).map(
    (entry) => ({ type: entry.type, ...(entry.body as object) }) as JudgingRecord,
  );
  const events = entries.map(toDeploymentEvent);
  const past = kind === 'post' ? await pastOf(parts, id, events) : [];
  const report = reportFrom(kind, { events, measured, ...(past.length === 0 ? {} : { past }) });
  if (report === null) {
    throw refused(
      refuse(
        'report-not-yet',
        `There is nothing for a ${kind} report of ${id} yet`,
        `Look where it is: plimsoll status ${id}`,
      ),
    );
  }
  return { kind, model: report, markdown: markdownOf(report) };
}

/** A track record looks back over so many deployments. */
const LOOK_BACK = 100;

/** The deployments before one, oldest first, that had gates on trial; none are looked for where it has none itself. */
async function pastOf(
  { journal, store }: ServiceParts,
  id: string,
  events: readonly DeploymentEvent[],
): Promise<readonly (readonly DeploymentEvent[])[]> {
  const own = store.deployment(id)?.state.opening;
  const hasShadows = events.some(
    (event) =>
      event.type === 'PlanSealed' && event.plan.strategy.stages.some((stage) => stage.shadowGates !== undefined),
  );
  if (own === undefined || !hasShadows) return [];
  const earlier = store
    .all()
    .map(({ state }) => state.opening)
    .filter(
      (one) => one.spec.name === own.spec.name && one.environment === own.environment && one.openedAt < own.openedAt,
    )
    .toSorted((one, other) => one.openedAt - other.openedAt)
    .slice(-LOOK_BACK);
  const past: (readonly DeploymentEvent[])[] = [];
  for (const one of earlier) past.push((await journal.read(deploymentStream(one.id))).map(toDeploymentEvent));
  return past;
}
