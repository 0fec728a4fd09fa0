import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '../api/problem.ts';

/** Where a person's approver keys lie: outside every project, in the person's own configuration. */
export const keyFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'plimsoll', 'keys');

/** Whether any approver key lies here. */
export const hasApproverKey = (): boolean => keyNames().length > 0;

function keyNames(): readonly string[] {
  const folder = keyFolder();
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.key')) : [];
}

/** The key file that is meant: the one named, or the only one there is. */
export async function approverKeyFile(named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const folder = keyFolder();
  const found = keyNames();
  const [only] = found;
  if (only !== undefined && found.length === 1) return join(folder, only);
  const message =
    found.length === 0 ? 'You have no approver key here' : `You have several approver keys: ${found.join(', ')}`;
  const remedy = found.length === 0 ? 'Enrol one: plimsoll approver add --key --name NAME' : 'Name it: --key FILE';
  throw new ProblemError('not-allowed', [{ code: 'approver-key-missing', message, remedy }]);
}
