import { brokenGlassIn, HEADED, headedBy } from './break-glass.ts';
import type { Block } from './document/block.ts';
import { handoffDocument } from './handoff/document.ts';
import { handoffReport } from './handoff/make.ts';
import { HandoffReport } from './handoff/model.ts';
import { incidentDocument } from './incident/document.ts';
import { incidentReport } from './incident/make.ts';
import { IncidentReport } from './incident/model.ts';
import { planDocument } from './plan/document.ts';
import { planReport } from './plan/make.ts';
import { PlanReport } from './plan/model.ts';
import { postDocument } from './post/document.ts';
import { postReport } from './post/make.ts';
import { PostReport } from './post/model.ts';
import type { DeploymentRecord } from './record.ts';
import { runbookDocument } from './runbook/document.ts';
import { runbookReport } from './runbook/make.ts';
import { RunbookReport } from './runbook/model.ts';
import { stagingDocument } from './staging/document.ts';
import { stagingReport } from './staging/make.ts';
import { StagingReport } from './staging/model.ts';

/** A report as a value. */
export type Report = (StagingReport | PlanReport | PostReport | IncidentReport | RunbookReport | HandoffReport) & {
  readonly brokenGlass?: string[];
};

/** The reports there are. */
export type ReportKind = Report['kind'];

/** The form of each report as a value. */
export const REPORTS = {
  staging: StagingReport.extend(HEADED),
  plan: PlanReport.extend(HEADED),
  post: PostReport.extend(HEADED),
  incident: IncidentReport.extend(HEADED),
  runbook: RunbookReport.extend(HEADED),
  index: HandoffReport.extend(HEADED),
} as const;

/** Makes a report from a deployment's record; null while there is nothing yet to report on. */
export function reportFrom(kind: ReportKind, record: DeploymentRecord): Report | null {
  const report = made(kind, record);
  const brokenGlass = brokenGlassIn(record.events);
  return report === null || brokenGlass.length === 0 ? report : { ...report, brokenGlass: [...brokenGlass] };
}

function made(kind: ReportKind, record: DeploymentRecord): Report | null {
  switch (kind) {
    case 'staging':
      return stagingReport(record);
    case 'plan':
      return planReport(record);
    case 'post':
      return postReport(record);
    case 'incident':
      return incidentReport(record);
    case 'runbook':
      return runbookReport(record);
    case 'index':
      return handoffReport(record);
  }
}

/** A report as a document, which every form of it is written from. */
export const documentOf = (report: Report): readonly Block[] => headedBy(report.brokenGlass, bodyOf(report));

function bodyOf(report: Report): readonly Block[] {
  switch (report.kind) {
    case 'staging':
      return stagingDocument(report);
    case 'plan':
      return planDocument(report);
    case 'post':
      return postDocument(report);
    case 'incident':
      return incidentDocument(report);
    case 'runbook':
      return runbookDocument(report);
    case 'index':
      return handoffDocument(report);
  }
}
