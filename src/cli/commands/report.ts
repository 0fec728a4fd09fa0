import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ControlPlane } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import { generated, keepFields, replaceGenerated } from '../../report/document/fields.ts';
import type { Form } from '../../report/forms.ts';
import { readReport } from '../../report/read-report.ts';
import { REPORTS, type Report, type ReportKind } from '../../report/report.ts';
import { written } from '../../report/write.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';

/** How a report is written. */
export interface ReportOptions {
  readonly format: Form;
  readonly out?: string;
}

/** Larger than this no report is. */
const LARGEST = 16 * 1024 * 1024;

/** A report of a deployment, made from its record. */
export async function report(
  doing: Doing,
  id: string,
  options: ReportOptions & { readonly kind: string; readonly stepSummary: boolean },
): Promise<Outcome> {
  const known = Object.keys(REPORTS) as readonly ReportKind[];
  const asked = known.find((one) => one === options.kind);
  if (asked === undefined) {
    const message = `${options.kind} is no report`;
    throw usage('report-unknown', message, `Use one of: ${known.join(', ')}, record`);
  }
  const plane = await doing.plane();
  const { model } = await plane.report(id, asked);
  if (options.stepSummary) await toStepSummary(plane, id, asked);
  return shown(model as Report, options);
}

/** A report that is kept as JSON, in another form. */
export async function renderReport({ invocation }: Doing, file: string, options: ReportOptions): Promise<Outcome> {
  const path = resolve(invocation.dir, file);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const message = error.code === 'ENOENT' ? `there is no ${file}` : `${file} cannot be read: ${error.message}`;
    throw usage('report-unreadable', message, 'Name a file that plimsoll report --format json wrote');
  });
  const read = text.length > LARGEST ? [{ message: 'is larger than 16 MB', at: '' }] : readReport(text);
  if ('kind' in read) return shown(read, options);
  throw new ProblemError(
    'config',
    read.map(({ message, at }) => ({
      code: 'report-format',
      message: `${file}${at === '' ? '' : ` at ${at}`}: ${message}`,
      remedy: 'Write it as plimsoll report --format json does',
      path: file,
    })),
  );
}

async function shown(model: Report, { format, out }: ReportOptions): Promise<Outcome> {
  const text = written(model, format);
  if (out !== undefined) await writeOut(out, format === 'md' ? await withWhatPeopleWrote(model, text, out) : text);
  return { exit: EXIT.good, text: out === undefined ? text.trimEnd() : `written: ${out}`, data: model };
}

/** What people wrote into the file that is there stays: the fields of an incident, and all around the generated part of a runbook. */
async function withWhatPeopleWrote({ kind }: Report, made: string, file: string): Promise<string> {
  if (kind !== 'incident' && kind !== 'runbook') return made;
  const old = await readFile(file, 'utf8').catch(() => '');
  return kind === 'incident' ? keepFields(made, old) : replaceGenerated(generated(made), old);
}

async function toStepSummary(plane: ControlPlane, id: string, kind: ReportKind): Promise<void> {
  const { summarise } = await import('../github/hand-over.ts');
  if (await summarise(plane, id, kind, process.env.GITHUB_STEP_SUMMARY)) return;
  const message = 'There is no step summary to write to: GITHUB_STEP_SUMMARY is not set';
  throw usage('no-step-summary', message, 'Run it in a step of a GitHub workflow, or write a file: --out FILE');
}

const usage = (code: string, message: string, remedy: string): ProblemError =>
  new ProblemError('usage', [{ code, message, remedy }]);

async function writeOut(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const message = `The report cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    throw new ProblemError('refused', [
      { code: 'out-not-writable', message, remedy: 'Name another file: --out FILE', path: file },
    ]);
  }
}
