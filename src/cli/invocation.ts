import { isAbsolute, join, resolve } from 'node:path';
import { type Problem, ProblemError } from '../api/problem.ts';
import { nearestName } from '../core/gate/nearest.ts';
import { parseDuration } from '../core/kernel/duration.ts';

const FORMS = ['text', 'json', 'ndjson'] as const;
const PROGRESS = ['auto', 'tty', 'plain', 'report', 'none'] as const;
const COLOR = ['auto', 'always', 'never'] as const;

/** The flags that every command knows, resolved: flag, then variable, then default. */
export interface Invocation {
  /** The folder of the unit. */
  readonly dir: string;
  readonly config: string;
  readonly dataDir: string;
  /** The unit that was named; null is the one of the configuration file, and where several are listed all of them. */
  readonly unit: string | null;
  readonly environment: string | null;
  /** The control plane that was named; null is `server` of the configuration file, else the one of this folder. */
  readonly server: string | null;
  /** The file with the authorities that are believed over TLS, absolute; null are those of Node. */
  readonly ca: string | null;
  readonly output: (typeof FORMS)[number];
  readonly quiet: boolean;
  /** Say more on stderr. */
  readonly verbose: boolean;
  /** How a command that follows a deployment shows it; `auto` asks the terminal. */
  readonly progress: (typeof PROGRESS)[number];
  /** When to use colour; `auto` asks the terminal, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR and TERM. */
  readonly color: (typeof COLOR)[number];
  /** Only signs that every terminal has. */
  readonly ascii: boolean;
  /** Nobody is there to answer: no terminal, or `--no-input`. */
  readonly noInput: boolean;
  /** Seconds after which the command leaves; null waits for ever. */
  readonly timeout: number | null;
  /** The time zone of what is shown, by its IANA name. */
  readonly zone: string;
}

/** The global options as commander gives them: what was written, not yet looked at. */
export interface GlobalOptions {
  readonly dir?: string;
  readonly config?: string;
  readonly unit?: string;
  readonly environment?: string;
  readonly server?: string;
  readonly ca?: string;
  readonly output?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly progress?: string;
  readonly color?: string;
  readonly ascii?: boolean;
  readonly input?: boolean;
  readonly timeout?: string;
  readonly tz?: string;
}

const fileIn = (dir: string, file: string | undefined): string | null =>
  file === undefined || file === '' ? null : resolve(dir, file);

/** Resolves the global options. Throws ProblemError when one makes no sense. */
export function invocationOf(options: GlobalOptions, env: NodeJS.ProcessEnv, isTerminal: boolean): Invocation {
  const said = saidBy(env);
  const dir = resolve(options.dir ?? said.text('PLIMSOLL_DIR') ?? '.');
  const config = options.config ?? said.text('PLIMSOLL_CONFIG') ?? 'plimsoll.yaml';
  return {
    dir,
    config: isAbsolute(config) ? config : join(dir, config),
    dataDir: resolve(dir, said.text('PLIMSOLL_DATA') ?? '.plimsoll'),
    unit: options.unit ?? said.text('PLIMSOLL_UNIT') ?? null,
    environment: options.environment ?? said.text('PLIMSOLL_ENVIRONMENT') ?? null,
    server: options.server ?? said.text('PLIMSOLL_SERVER') ?? null,
    ca: fileIn(dir, options.ca ?? said.text('PLIMSOLL_CA')),
    output: options.json === true ? 'json' : said.choice('--output', options.output, 'PLIMSOLL_OUTPUT', FORMS),
    quiet: options.quiet ?? said.isOn('PLIMSOLL_QUIET'),
    verbose: options.verbose ?? said.isOn('PLIMSOLL_VERBOSE'),
    progress: said.choice('--progress', options.progress, 'PLIMSOLL_PROGRESS', PROGRESS),
    color: said.choice('--color', options.color, 'PLIMSOLL_COLOR', COLOR),
    ascii: options.ascii ?? said.isOn('PLIMSOLL_ASCII'),
    noInput: options.input === false || said.isOn('PLIMSOLL_NO_INPUT') || !isTerminal,
    timeout: timeoutOf(options.timeout, said.text('PLIMSOLL_TIMEOUT')),
    zone: zoneOf(options.tz, said.text('PLIMSOLL_TZ')),
  };
}

/** Reads variables; one that is empty says nothing. */
function saidBy(env: NodeJS.ProcessEnv) {
  const text = (variable: string): string | undefined => (env[variable] === '' ? undefined : env[variable]);
  return {
    text,
    isOn(variable: string): boolean {
      const value = text(variable)?.toLowerCase() ?? 'off';
      if (ON.has(value)) return true;
      if (OFF.has(value)) return false;
      throw usage(`${variable} is on or off, not ${value}`, `Write ${variable}=1, or leave it out`);
    },
    /** A flag, else its variable, else the first choice. */
    choice<T extends string>(flag: string, given: string | undefined, variable: string, choices: readonly T[]): T {
      const value = given ?? text(variable) ?? choices[0];
      const found = choices.find((one) => one === value);
      if (found !== undefined) return found;
      const near = nearestName(String(value), choices);
      const hint = near === null ? '' : ` (Did you mean ${near}?)`;
      const where = given === undefined ? variable : flag;
      throw usage(`${value} is no value of ${where}${hint}`, `Use one of: ${choices.join(', ')}`);
    },
  };
}

const ON: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'on']);
const OFF: ReadonlySet<string> = new Set(['0', 'false', 'no', 'off']);

function timeoutOf(flag: string | undefined, variable: string | undefined): number | null {
  const text = flag ?? variable;
  if (text === undefined) return null;
  const duration = parseDuration(text);
  if (duration !== undefined) return duration / 1_000;
  const where = flag === undefined ? 'PLIMSOLL_TIMEOUT' : '--timeout';
  throw usage(`${text} is no value of ${where}`, 'write a duration such as 90s or 20m');
}

function zoneOf(flag: string | undefined, variable: string | undefined): string {
  const name = flag ?? variable;
  try {
    return new Intl.DateTimeFormat('en', name === undefined ? {} : { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    const near = nearestName(String(name), Intl.supportedValuesOf('timeZone'));
    const hint = near === null ? '' : ` (Did you mean ${near}?)`;
    const where = flag === undefined ? 'PLIMSOLL_TZ' : '--tz';
    throw usage(`${name} is no value of ${where}${hint}`, 'Use the name of a time zone, such as Europe/Berlin or UTC');
  }
}

function usage(message: string, remedy: string): ProblemError {
  const problem: Problem = { code: 'usage', message, remedy };
  return new ProblemError('usage', [problem]);
}
