import { ProblemError } from '../../api/problem.ts';
import { configJsonSchema } from '../../config/json-schema.ts';
import { plainProblem, readConfigFile } from '../../config/read-file.ts';
import { resolvedConfig } from '../../config/show.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';

/** Looks at the configuration: all its problems, its resolved view, or the schema that editors read. */
export async function configCommand(doing: Doing, name: 'check' | 'show' | 'schema'): Promise<Outcome> {
  if (name === 'schema') {
    const schema = configJsonSchema();
    return { exit: EXIT.good, text: JSON.stringify(schema, null, 2), data: schema };
  }
  const loaded = await readConfigFile(doing.invocation.config, process.env);
  if (!('spec' in loaded)) throw new ProblemError('config', loaded.problems.map(plainProblem));
  if (name === 'show') {
    const shown = resolvedConfig(loaded.spec, loaded.origins);
    return { exit: EXIT.good, text: JSON.stringify(shown, null, 2), data: shown };
  }
  const names = Object.keys(loaded.spec.environments).join(', ');
  return {
    exit: EXIT.good,
    text: `${loaded.spec.name} is well configured: ${names}`,
    data: { unit: loaded.spec.name },
  };
}
