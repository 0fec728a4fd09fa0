import { type PlanReport, planMarkdown, planReport } from './plan.ts';
import { type PostReport, postMarkdown, postReport } from './post.ts';
import type { DeploymentRecord } from './record.ts';
import { type StagingReport, stagingMarkdown, stagingReport } from './staging.ts';

/** The reports there are. */
export type ReportKind = 'staging' | 'plan' | 'post';

/** A report as a value. */
export type Report = StagingReport | PlanReport | PostReport;

/** Makes a report from a deployment's record; null while there is nothing yet to report on. */
export function reportFrom(kind: ReportKind, record: DeploymentRecord): Report | null {
  switch (kind) {
    case 'staging':
      return stagingReport(record);
    case 'plan':
      return planReport(record);
    case 'post':
      return postReport(record);
  }
}

/** A report as Markdown. The same report gives the same bytes. */
export function markdownOf(report: Report): string {
  switch (report.kind) {
    case 'staging':
      return stagingMarkdown(report);
    case 'plan':
      return planMarkdown(report);
    case 'post':
      return postMarkdown(report);
  }
}
