import type { LogPart, LogsRequest } from '../../api/logs.ts';
import { ProblemError } from '../../api/problem.ts';
import type { CheckKind, Track } from '../../core/unit/environment.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { nextFor, type Outcome } from '../outcome.ts';

/** What `logs` is told. */
export interface LogsOptions {
  readonly check?: string;
  readonly track?: Track;
  readonly tail: number;
  /** Goes on until the deployment is over. */
  readonly follow: boolean;
}

const CHECKS: readonly CheckKind[] = ['smoke', 'integration', 'performance', 'security'];

/** What a deployment's checks and instances printed last. */
export async function logs(doing: Doing, id: string, options: LogsOptions): Promise<Outcome> {
  const plane = await doing.plane();
  const { environment } = doing.invocation;
  const check = options.check === undefined ? null : checkOf(options.check);
  const asked: LogsRequest = { environment, track: options.track ?? null, check, lines: options.tail };
  if (options.follow) {
    const { followLogs } = await import('./follow-logs.ts');
    return followLogs(doing, id, asked);
  }
  const [found, view] = await Promise.all([plane.logs(id, asked), plane.get(id)]);
  const text = found.parts.length === 0 ? 'Nothing was printed so far.' : found.parts.map(partText).join('\n');
  return { exit: EXIT.good, text, data: found, view, next: nextFor(view) };
}

function checkOf(name: string): CheckKind {
  const found = CHECKS.find((one) => one === name);
  if (found !== undefined) return found;
  throw new ProblemError('usage', [
    { code: 'check-unknown', message: `${name} is no check`, remedy: `Use one of: ${CHECKS.join(', ')}` },
  ]);
}

const partText = ({ name, lines }: LogPart): string =>
  [`== ${name}`, ...(lines.length === 0 ? ['(it printed nothing)'] : lines)].join('\n');
