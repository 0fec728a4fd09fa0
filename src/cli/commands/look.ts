import { writeFile } from 'node:fs/promises';
import type { ControlPlane, ReportKind } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { isMeant } from '../in-flight.ts';
import type { Outcome } from '../outcome.ts';
import { compactText } from '../render/compact.ts';
import { listText, statusText } from '../render/status.ts';
import { whereAll, whereOf } from '../where.ts';

/** What `status` is told. */
export interface StatusOptions {
  readonly all: boolean;
  readonly compact: boolean;
}

/** Where a deployment is; without an id the newest of each unit and environment; `--all` has a line for each there is. */
export async function status(doing: Doing, id: string | undefined, options: StatusOptions): Promise<Outcome> {
  const plane = await doing.plane();
  if (id !== undefined) return statusOf(doing, await plane.get(id), options);
  const found = options.all ? await plane.list() : await plane.current();
  const views = found.filter((view) => isMeant(doing.invocation, view));
  const [only] = views;
  if (only !== undefined && views.length === 1 && !options.all) return statusOf(doing, only, options);
  const compactly = () => views.map((view) => compactText(view, doing.invocation.zone)).join('\n');
  return { ...whereAll(views), text: options.compact && views.length > 0 ? compactly() : listText(views) };
}

const statusOf = ({ invocation }: Doing, view: DeploymentView, { compact }: StatusOptions): Outcome => ({
  ...whereOf(view),
  text: compact ? compactText(view, invocation.zone) : statusText(view, invocation.zone),
});

/** A report of a deployment, made from its record. */
export async function report(
  doing: Doing,
  id: string,
  kind: string,
  format: string,
  out: string | undefined,
  isForSummary = false,
): Promise<Outcome> {
  const known: readonly ReportKind[] = ['staging', 'plan', 'post'];
  const asked = known.find((one) => one === kind);
  if (asked === undefined) {
    throw new ProblemError('usage', [
      { code: 'report-unknown', message: `${kind} is no report`, remedy: `Use one of: ${known.join(', ')}` },
    ]);
  }
  const plane = await doing.plane();
  const { model, markdown } = await plane.report(id, asked);
  if (isForSummary) await toStepSummary(plane, id, asked);
  const text = format === 'json' ? JSON.stringify(model, null, 2) : markdown;
  if (out !== undefined) await writeOut(out, `${text.trimEnd()}\n`);
  return { exit: EXIT.good, text: out === undefined ? text.trimEnd() : `written: ${out}`, data: model };
}

async function toStepSummary(plane: ControlPlane, id: string, kind: ReportKind): Promise<void> {
  const { summarise } = await import('../github/hand-over.ts');
  if (await summarise(plane, id, kind, process.env.GITHUB_STEP_SUMMARY)) return;
  const message = 'There is no step summary to write to: GITHUB_STEP_SUMMARY is not set';
  throw new ProblemError('usage', [
    { code: 'no-step-summary', message, remedy: 'Run it in a step of a GitHub workflow, or write a file: --out FILE' },
  ]);
}

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
