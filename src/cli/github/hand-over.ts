import { appendFile, stat } from 'node:fs/promises';
import type { ControlPlane, ReportKind } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { DeploymentView } from '../../api/view.ts';
import { stepSummary } from './step-summary.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Gives the steps after this one what they need, and the page of the run a report, where a runner asks for them. What could not be
 * given is told in words: how the deployment ended decides the exit code, whatever becomes of a file of the runner.
 */
export async function handOver(plane: ControlPlane, view: DeploymentView, env: Env): Promise<readonly string[]> {
  const kind = reportFor(view);
  const page = await plane.about().then(
    (about) => about.page,
    () => '',
  );
  const tries = [
    () => writeOutputs(view, page, env.GITHUB_OUTPUT),
    () => (kind === null ? undefined : summarise(plane, view.id, kind, env.GITHUB_STEP_SUMMARY)),
  ];
  const problems: string[] = [];
  for (const attempt of tries) {
    try {
      await attempt();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(error.message);
    }
  }
  return problems;
}

/** Appends a report of a deployment to the summary of a step; gives whether there was a summary to append to. */
export async function summarise(
  plane: ControlPlane,
  id: string,
  kind: ReportKind,
  file: string | undefined,
): Promise<boolean> {
  if (file === undefined || file === '') return false;
  const markdown = await reportText(plane, id, kind);
  if (markdown === null) return true;
  const taken = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  await append('GITHUB_STEP_SUMMARY', file, stepSummary(markdown, `plimsoll report ${id} --kind ${kind}`, taken));
  return true;
}

// There may be nothing to report yet: a summary is no reason to fail.
async function reportText(plane: ControlPlane, id: string, kind: ReportKind): Promise<string | null> {
  try {
    return (await plane.report(id, kind)).markdown;
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}

/** `deployment_id`, `signal` and `url` for the steps after this one. */
async function writeOutputs({ id, signal }: DeploymentView, page: string, file: string | undefined): Promise<void> {
  if (file === undefined || file === '') return;
  const values = { deployment_id: id, signal: signal ?? '', url: page === '' ? '' : `${page}/d/${id}` };
  await append('GITHUB_OUTPUT', file, outputLines(values));
}

async function append(variable: string, file: string, text: string): Promise<void> {
  await appendFile(file, text).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    const message = `the file of ${variable} cannot be written: ${why}`;
    const remedy = `Point ${variable} at a file that this account may write, or leave it out`;
    throw new ProblemError('refused', [{ code: 'file-unwritable', message, remedy, path: file }]);
  });
}

/** Outputs as a runner reads them: a line each, so that no value can begin another one. */
export const outputLines = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value.replaceAll(/[\r\n]+/g, ' ')}\n`)
    .join('');

/** The report that says most about where a deployment stands. */
function reportFor({ phase }: DeploymentView): ReportKind | null {
  switch (phase) {
    case 'completed':
    case 'rolled-back':
    case 'closed':
    case 'rolling-back':
    case 'rollback-failed':
    case 'rolling-out':
    case 'baking':
      return 'post';
    case 'awaiting-approval':
      return 'plan';
    case 'staging-failed':
      return 'staging';
    default:
      return null;
  }
}
