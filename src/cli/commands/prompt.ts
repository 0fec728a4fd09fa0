import { readFile } from 'node:fs/promises';
import type { Problem } from '../../api/problem.ts';
import { ProblemError } from '../../api/problem.ts';
import { plainProblem, readConfigFile } from '../../config/read-file.ts';
import { nearestName } from '../../core/gate/nearest.ts';
import { instant } from '../../core/kernel/instant.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import { type FilledPrompt, fillPrompt, type PromptVariable, variablesIn } from '../../prompt/fill.ts';
import { PROMPTS } from '../../prompt/library.ts';
import { deploymentVariables, placeVariables } from '../../prompt/variables.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { columns } from '../render/columns.ts';

/** How a prompt is made. */
export interface PromptOptions {
  /** `NAME=VALUE`; goes before what is known. */
  readonly var: readonly string[];
  /** Leave what has no value as it is written. */
  readonly allowMissing: boolean;
  /** Say only whether it could be made. */
  readonly check: boolean;
}

/** So far ahead windows are looked for, in days. */
const DAYS = 60;

/** The prompts there are, a line each. */
export function promptList(): Outcome {
  const prompts = Object.entries(PROMPTS);
  const text = columns(prompts, Number.POSITIVE_INFINITY).join('\n');
  return { exit: EXIT.good, text, data: { prompts: prompts.map(([name, what]) => ({ name, what })) } };
}

/** A prompt with its variables filled in; exit 3 that lists every one without a value. */
export async function prompt(doing: Doing, name: string, options: PromptOptions): Promise<Outcome> {
  const template = await templateOf(name);
  const { variables, text, missing } = await filled(doing, template, options.var.map(givenVariable));
  const data = { name, variables, messages: [{ role: 'user', content: { type: 'text', text } }] };
  if (missing.length > 0 && !options.allowMissing) {
    return { exit: EXIT.config, text: '', data: { name, variables, missing }, errors: missing.map(missingProblem) };
  }
  if (options.check) return { exit: EXIT.good, text: `${name} has a value for each of its variables`, data };
  return { exit: EXIT.good, text: text.replace(/\n$/, ''), data };
}

/** A prompt for whoever asks by another way than a command: what it does not use of the given is left out. */
export async function promptWith(
  doing: Doing,
  name: string,
  given: Readonly<Record<string, string>>,
): Promise<FilledPrompt> {
  const template = await templateOf(name);
  const used = variablesIn(template);
  const variables = Object.entries(given).flatMap(([variable, value]) =>
    used.includes(variable) ? [{ name: variable, value, origin: 'given' }] : [],
  );
  return filled(doing, template, variables);
}

async function filled(
  doing: Doing,
  template: string,
  given: readonly PromptVariable[],
): Promise<FilledPrompt & { readonly variables: readonly PromptVariable[] }> {
  const variables = overridden(await known(doing), given, template);
  return { variables, ...fillPrompt(template, variables) };
}

async function templateOf(name: string): Promise<string> {
  if (Object.hasOwn(PROMPTS, name)) {
    return readFile(new URL(`../../../prompts/${name}.md`, import.meta.url), 'utf8');
  }
  const near = nearestName(name, Object.keys(PROMPTS));
  const remedy = near === null ? 'See which there are: plimsoll prompt' : `Did you mean ${near}?`;
  throw new ProblemError('usage', [{ code: 'prompt-unknown', message: `there is no prompt ${name}`, remedy }]);
}

/** What configuration and record say of the environment. */
async function known(doing: Doing): Promise<readonly PromptVariable[]> {
  const { invocation } = doing;
  const spec = await loaded(invocation.config);
  const environment = invocation.environment ?? 'production';
  if (spec.environments[environment] === undefined) {
    const remedy = `Name one of: ${Object.keys(spec.environments).join(', ')}`;
    const problem = { code: 'environment-unknown', message: `${spec.name} has no environment ${environment}`, remedy };
    throw new ProblemError('usage', [problem]);
  }
  const plane = await doing.plane();
  const { calendar, from } = await plane.blackouts({ config: invocation.config, from: null, days: DAYS });
  const here = (one: { unit: string; environment: string }) =>
    one.unit === spec.name && one.environment === environment;
  const stable = (await plane.environments()).find(here)?.stable ?? null;
  const deployment = (await plane.current()).find(here) ?? null;
  const facts = {
    ...{ spec, environment, deployment, stable, calendar },
    ...{ now: instant(from), zone: invocation.zone },
  };
  return [...deploymentVariables(facts), ...placeVariables(facts)];
}

async function loaded(config: string): Promise<UnitSpec> {
  const found = await readConfigFile(config, process.env);
  if ('spec' in found) return found.spec;
  throw new ProblemError('config', found.problems.map(plainProblem));
}

function givenVariable(written: string): PromptVariable {
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(written) ?? [];
  if (name !== undefined && value !== undefined) return { name, value, origin: '--var' };
  const message = `--var ${written} is no NAME=VALUE`;
  const remedy = 'Write one such as --var ARTIFACT_LIST="- app@sha256:…"';
  throw new ProblemError('usage', [{ code: 'variable-form', message, remedy }]);
}

/** What was given goes before what is known; a name that the prompt does not use is a mistake. */
function overridden(
  known: readonly PromptVariable[],
  given: readonly PromptVariable[],
  template: string,
): readonly PromptVariable[] {
  const used = variablesIn(template);
  for (const { name } of given) {
    if (used.includes(name)) continue;
    const near = nearestName(name, used);
    const remedy = near === null ? `It has: ${used.join(', ')}` : `Did you mean ${near}?`;
    throw new ProblemError('usage', [
      { code: 'variable-unknown', message: `the prompt has no variable ${name}`, remedy },
    ]);
  }
  return known
    .filter(({ name }) => used.includes(name))
    .map((one) => given.findLast(({ name }) => name === one.name) ?? one);
}

const missingProblem = (name: string): Problem => ({
  code: 'prompt-variable-missing',
  message: `${name} has no value here`,
  remedy:
    name === 'ARTIFACT_LIST'
      ? 'Nothing was packaged for it yet: plimsoll plan --package, or give it: --var ARTIFACT_LIST=TEXT'
      : `Give it: --var ${name}=TEXT, or leave it as written: --allow-missing`,
});
