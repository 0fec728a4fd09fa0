import { ProblemError } from '../../api/problem.ts';
import type { StatementView } from '../../api/statements.ts';
import { type StatementForm, statementLabel } from '../../core/statement/said.ts';
import { barred } from '../../report/document/block.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { textOrFile } from './answer.ts';

/** What `statement attach` was told beside its words. */
export interface AttachOptions {
  readonly incident: boolean;
  readonly digest?: string;
  readonly form?: StatementForm;
}

/** Leaves words beside a deployment. They are shown to whoever answers, and answer nothing. */
export async function statementAttach(
  doing: Doing,
  id: string,
  words: string,
  options: AttachOptions,
): Promise<Outcome> {
  const { incident, digest = null, form } = options;
  if (incident && digest !== null)
    throw usage('--incident and --digest are two things', 'Attach the one, then the other');
  if (form !== undefined && digest === null) throw usage('--form is of a file', 'Name the file by  --digest sha256:…');
  const kind = incident ? 'incident-draft' : digest === null ? 'statement' : 'attachment';
  const wish = { kind, form: form ?? 'markdown', text: await textOrFile(words), digest } as const;
  const statements = await (await doing.plane()).argue(id, wish);
  return {
    exit: EXIT.good,
    text: `Noted beside ${id}: it is shown to whoever answers, and answers nothing.\n${statements.map(shown).join('\n')}`,
    data: { statements },
    next: [{ command: `plimsoll status ${id}`, why: 'where it is, and who is waited for' }],
  };
}

/** What was said beside a deployment, in order. */
export async function statementList(doing: Doing, id: string): Promise<Outcome> {
  const statements = await (await doing.plane()).statements(id);
  return {
    exit: EXIT.good,
    text: statements.length === 0 ? `Nothing was said beside ${id}.` : statements.map(shown).join('\n'),
    data: { statements },
  };
}

const usage = (message: string, remedy: string): ProblemError =>
  new ProblemError('usage', [{ code: 'statement-form', message, remedy }]);

/** Each line of somebody's words behind a bar, so that none passes for one of ours. */
const shown = (one: StatementView): string => [`${statementLabel(one)}, ${one.at}`, ...barred(one.text)].join('\n');
