import { ProblemError } from '../../api/problem.ts';
import { configJsonSchema } from '../../config/json-schema.ts';
import { plainProblem, readConfigFile } from '../../config/read-file.ts';
import { resolvedConfig } from '../../config/show.ts';
import { resolvedText } from '../../config/show-text.ts';
import { unitFile } from '../../config/unit-files.ts';
import { warningsOf } from '../../config/warnings.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { GlobalOptions } from '../invocation.ts';
import { flagOrigins } from '../invocation-origins.ts';
import type { Outcome } from '../outcome.ts';
import { columns } from '../render/columns.ts';

/** All problems of the configuration at once, each with line and caret; or that there are none. */
export async function configCheck(doing: Doing): Promise<Outcome> {
  const { spec } = await loaded(doing);
  const names = Object.keys(spec.environments).join(', ');
  const warnings = warningsOf(spec);
  const text = [
    `${spec.name} is well configured: ${names}`,
    ...warnings.map(({ code, message, remedy }) => `warning[${code}] ${message}\n next: ${remedy}`),
  ].join('\n');
  return { exit: EXIT.good, text, data: { unit: spec.name, ...(warnings.length === 0 ? {} : { warnings }) } };
}

/** The configuration with everything filled in; with origins, where each value and each flag came from. */
export async function configShow(doing: Doing, options: GlobalOptions, withOrigins: boolean): Promise<Outcome> {
  const { spec, origins } = await loaded(doing);
  const shown = resolvedConfig(spec, origins);
  const text = resolvedText(shown, { withOrigins });
  if (!withOrigins) return { exit: EXIT.good, text, data: { config: shown.config } };
  const { invocation } = doing;
  const flags = flagOrigins(options, process.env, invocation, await unitFile(invocation.config, process.env));
  const rows = flags.map(({ flag, value, origin }) => [flag, `${value}  # ${origin}`] as const);
  const head = columns(rows, Number.POSITIVE_INFINITY).map((line) => `# ${line}`);
  return { exit: EXIT.good, text: [...head, '', text].join('\n'), data: { ...shown, flags } };
}

/** The JSON Schema that editors read. */
export async function configSchema(): Promise<Outcome> {
  const schema = configJsonSchema();
  return { exit: EXIT.good, text: JSON.stringify(schema, null, 2), data: schema };
}

async function loaded({ invocation }: Doing) {
  const found = await readConfigFile(invocation.config, process.env);
  if ('spec' in found) return found;
  throw new ProblemError('config', found.problems.map(plainProblem));
}
