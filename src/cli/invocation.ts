import { isAbsolute, join, resolve } from 'node:path';
import { ProblemError } from '../api/problem.ts';

/** The flags that every command knows, resolved. */
export interface Invocation {
  /** The folder of the unit. */
  readonly dir: string;
  readonly config: string;
  readonly dataDir: string;
  readonly environment: string | null;
  readonly output: 'text' | 'json' | 'ndjson';
  readonly quiet: boolean;
  /** Nobody is there to answer: no terminal, or `--no-input`. */
  readonly noInput: boolean;
  /** Seconds after which the command leaves; null waits for ever. */
  readonly timeout: number | null;
}

/** The global options as commander gives them. */
export interface GlobalOptions {
  readonly dir?: string;
  readonly config?: string;
  readonly environment?: string;
  readonly output?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly input?: boolean;
  readonly timeout?: number;
}

/** Resolves the global options: flag, then environment, then default. Throws ProblemError when one makes no sense. */
export function invocationOf(options: GlobalOptions, env: NodeJS.ProcessEnv, isTerminal: boolean): Invocation {
  const dir = resolve(options.dir ?? env.PLIMSOLL_DIR ?? '.');
  const config = options.config ?? env.PLIMSOLL_CONFIG ?? 'plimsoll.yaml';
  const output = options.json === true ? 'json' : (options.output ?? env.PLIMSOLL_OUTPUT ?? 'text');
  if (!isForm(output)) throw unknownForm(output);
  return {
    dir,
    config: isAbsolute(config) ? config : join(dir, config),
    dataDir: resolve(dir, env.PLIMSOLL_DATA ?? '.plimsoll'),
    environment: options.environment ?? env.PLIMSOLL_ENVIRONMENT ?? null,
    output,
    quiet: options.quiet === true,
    noInput: options.input === false || env.PLIMSOLL_NO_INPUT !== undefined || !isTerminal,
    timeout: options.timeout ?? null,
  };
}

const FORMS = ['text', 'json', 'ndjson'] as const;

const isForm = (output: string): output is Invocation['output'] => FORMS.some((form) => form === output);

const unknownForm = (output: string): ProblemError =>
  new ProblemError('usage', [
    { code: 'usage', message: `${output} is no form to print in`, remedy: `Use one of: ${FORMS.join(', ')}` },
  ]);
