import type { ReportAnswer, ReportKind } from '../api/control-plane.ts';
import { refuse } from '../core/kernel/refusal.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import { toDeploymentEvent } from '../engine/encoding.ts';
import { deploymentStream, measurementStream } from '../engine/streams.ts';
import { markdownOf, reportFrom } from '../report/report.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';

/** A report, made anew from the journal at every question: the same record gives the same bytes. */
export async function reportOf({ journal }: ServiceParts, id: string, kind: ReportKind): Promise<ReportAnswer> {
  const entries = await journal.read(deploymentStream(id));
  if (entries.length === 0)
    throw refused(refuse('no-such-deployment', `There is no deployment ${id}`, 'List them: plimsoll status --all'));
  const measured = (await journal.read(measurementStream(id))).map(
    (entry) => ({ type: entry.type, ...(entry.body as object) }) as JudgingRecord,
  );
  const report = reportFrom(kind, { events: entries.map(toDeploymentEvent), measured });
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
