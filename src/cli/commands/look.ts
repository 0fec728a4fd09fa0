import { writeFile } from 'node:fs/promises';
import type { ReportKind } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { nextFor, type Outcome } from '../outcome.ts';
import { listText, statusText } from '../render/status.ts';

/** Where a deployment is, or where the newest one is, or a line for each. */
export async function status(doing: Doing, id: string | undefined, all: boolean): Promise<Outcome> {
  const plane = await doing.plane();
  if (all) {
    const views = await plane.list();
    return { exit: EXIT.good, text: listText(views), data: { deployments: views } };
  }
  const view = id === undefined ? (await plane.list())[0] : await plane.get(id);
  if (view === undefined) return { exit: EXIT.good, text: listText([]), data: { deployments: [] } };
  return { exit: EXIT.good, text: statusText(view), data: view, view, next: nextFor(view) };
}

/** A report of a deployment, made from its record. */
export async function report(
  doing: Doing,
  id: string,
  kind: string,
  format: string,
  out: string | undefined,
): Promise<Outcome> {
  const known: readonly ReportKind[] = ['staging', 'plan', 'post'];
  const asked = known.find((one) => one === kind);
  if (asked === undefined) {
    throw new ProblemError('usage', [
      { code: 'report-unknown', message: `${kind} is no report`, remedy: `Use one of: ${known.join(', ')}` },
    ]);
  }
  const { model, markdown } = await (await doing.plane()).report(id, asked);
  const text = format === 'json' ? JSON.stringify(model, null, 2) : markdown;
  if (out !== undefined) await writeOut(out, `${text.trimEnd()}\n`);
  return { exit: EXIT.good, text: out === undefined ? text.trimEnd() : `written: ${out}`, data: model };
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
