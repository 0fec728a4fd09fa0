import { z } from 'zod';
import { jsonDepth } from '../core/kernel/json-depth.ts';
import { REPORTS, type Report } from './report.ts';

/** What is wrong with a text that was given for a report, and where in it. */
export interface ReportFault {
  readonly message: string;
  /** Such as `stages.0.weight`; empty for the whole. */
  readonly at: string;
}

/** Deeper than this no report is nested. */
const DEEPEST = 32;

const AnyReport = z.discriminatedUnion('kind', [
  REPORTS.staging,
  REPORTS.plan,
  REPORTS.post,
  REPORTS.incident,
  REPORTS.runbook,
  REPORTS.index,
]);

/** Reads a report that was written as JSON; every fault of it at once. */
export function readReport(text: string): Report | readonly ReportFault[] {
  if (jsonDepth(text) > DEEPEST) return [{ message: `is nested deeper than ${DEEPEST}`, at: '' }];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [{ message: 'is no JSON', at: '' }];
  }
  const read = AnyReport.safeParse(value);
  if (read.success) return read.data;
  return read.error.issues.map(({ message, path }) => ({ message, at: path.join('.') }));
}
