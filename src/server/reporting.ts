import type { ReportAnswer, ReportKind } from '../api/control-plane.ts';
import { ProblemError } from '../api/problem.ts';
import { digestOfText } from '../approval/digest.ts';
import type { DeploymentEvent } from '../core/deployment/event.ts';
import { instant } from '../core/kernel/instant.ts';
import { refuse } from '../core/kernel/refusal.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import { toDeploymentEvent } from '../engine/encoding.ts';
import { deploymentStream, measurementStream } from '../engine/streams.ts';
import type { Entry } from '../ports/journal.ts';
import type { HandedOver } from '../report/record.ts';
import { reportFrom } from '../report/report.ts';
import { markdownOf } from '../report/write.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';
import { statementsOf } from './statements.ts';

/** A report, made anew from the journal at every question: the same record gives the same bytes. */
export async function reportOf(parts: ServiceParts, id: string, kind: ReportKind): Promise<ReportAnswer> {
  const { journal } = parts;
  const entries = await journal.read(deploymentStream(id));
  if (entries.length === 0)
    throw refused(refuse('no-such-deployment', `There is no deployment ${id}`, 'List them: plimsoll status --all'));
  const measurements = await journal.read(measurementStream(id));
  const measured = measurements.map((entry) => ({ type: entry.type, ...(entry.body as object) }) as JudgingRecord);
  const measuredAt = measurements.map(({ at }) => instant(at));
  const statements = await statementsOf(journal, id);
  const events = entries.map(toDeploymentEvent);
  const past = looksBack(kind, events) ? await pastOf(parts, id) : [];
  const handedOver = kind === 'index' ? await handedOverOf(parts, id, entries) : undefined;
  const record = { events, measured, measuredAt, statements, ...(handedOver === undefined ? {} : { handedOver }) };
  const report = reportFrom(kind, { ...record, ...(past.length === 0 ? {} : { past }) });
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

const HANDED: readonly ReportKind[] = ['staging', 'plan', 'post', 'incident', 'runbook'];

/** The digests of all that a deployment hands over, as it is now. */
async function handedOverOf(
  parts: ServiceParts,
  id: string,
  entries: readonly Entry[],
): Promise<HandedOver | undefined> {
  const newest = entries.at(-1);
  if (newest === undefined) return undefined;
  const reports: Record<string, string> = {};
  for (const kind of HANDED) {
    try {
      reports[kind] = digestOfText((await reportOf(parts, id, kind)).markdown);
    } catch (error) {
      // There is none of this kind yet.
      if (!(error instanceof ProblemError)) throw error;
    }
  }
  return { newest: { seq: newest.seq, hash: newest.hash }, reports };
}

/** Looked back over so many deployments. */
const LOOK_BACK = 100;

/** Whether a report tells of deployments before: a runbook of incidents, and gates on trial of how they did, where there are any. */
const looksBack = (kind: ReportKind, events: readonly DeploymentEvent[]): boolean =>
  kind === 'runbook' ||
  (kind === 'post' &&
    events.some(
      (event) =>
        event.type === 'PlanSealed' && event.plan.strategy.stages.some((stage) => stage.shadowGates !== undefined),
    ));

/** The deployments of the unit to the same environment before one, oldest first. */
async function pastOf({ journal, store }: ServiceParts, id: string): Promise<readonly (readonly DeploymentEvent[])[]> {
  const own = store.deployment(id)?.state.opening;
  if (own === undefined) return [];
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
