import type { HistoryRow } from '../../api/history.ts';
import { ProblemError } from '../../api/problem.ts';
import { PHASES } from '../../core/deployment/phases.ts';
import type { Phase } from '../../core/deployment/state.ts';
import { nearestName } from '../../core/gate/nearest.ts';
import { parseDuration } from '../../core/kernel/duration.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';

/** What `history` is told. */
export interface HistoryOptions {
  readonly since?: string;
  readonly phase?: string;
  readonly principal?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** The deployments that were, newest first. */
export async function history(doing: Doing, options: HistoryOptions): Promise<Outcome> {
  const { unit, environment } = doing.invocation;
  const { limit, cursor = null, principal = null } = options;
  const since = sinceOf(options.since);
  const phase = phaseOf(options.phase);
  const page = await (await doing.plane()).history({ unit, environment, since, phase, principal, limit, cursor });
  const again = page.cursor === null ? [] : [{ command: more(options, page.cursor), why: 'the next page' }];
  return { exit: EXIT.good, text: historyText(page.deployments), data: page, next: again };
}

function sinceOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const duration = parseDuration(text);
  if (duration !== undefined) return new Date(Date.now() - duration).toISOString();
  const moment = Date.parse(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && Number.isFinite(moment)) return new Date(moment).toISOString();
  throw usage(
    'since-unknown',
    `${text} is no moment`,
    'Write a duration such as 2d, or a time such as 2026-01-31T14:00Z',
  );
}

function phaseOf(text: string | undefined): Phase | null {
  if (text === undefined) return null;
  const found = PHASES.find((phase) => phase === text);
  if (found !== undefined) return found;
  const near = nearestName(text, PHASES);
  const hint = near === null ? '' : ` (Did you mean ${near}?)`;
  throw usage('phase-unknown', `${text} is no phase${hint}`, `Use one of: ${PHASES.join(', ')}`);
}

const usage = (code: string, message: string, remedy: string): ProblemError =>
  new ProblemError('usage', [{ code, message, remedy }]);

function more(options: HistoryOptions, cursor: string): string {
  const flags = Object.entries({ ...options, cursor }).filter(([, value]) => value !== undefined);
  return ['plimsoll history', ...flags.map(([name, value]) => `--${name} ${value}`)].join(' ');
}

function historyText(rows: readonly HistoryRow[]): string {
  if (rows.length === 0) return 'No deployment is like that. All of them: plimsoll history';
  return rows.map(rowText).join('\n');
}

function rowText(row: HistoryRow): string {
  const { id, unit, environment, version, phase, signal, requester, openedAt, approvers } = row;
  const where = `${unit} → ${environment}`;
  const approved = approvers.length === 0 ? '' : `, approved by ${approvers.join(', ')}`;
  const why = row.problem === null ? '' : `\n    ${row.problem.replaceAll(/\s+/g, ' ')}`;
  const pruned = row.prunedAt === null ? '' : `, artifacts removed ${row.prunedAt}`;
  return `${openedAt}  ${id}  ${where}  ${(version ?? '').padEnd(8)} ${phase.padEnd(18)} ${signal ?? ''}  ${requester}${approved}${pruned}${why}`;
}
