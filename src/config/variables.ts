import type { Fault, Path } from './problem/fault.ts';
import { pathKey } from './problem/fault.ts';
import { quoted } from './problem/readable.ts';

/** Fills variables and remembers where it did. */
export interface Variables {
  readonly fill: (text: string, path: Path) => string | Fault;
  /** The names of the variables in the value under a path; empty when there are none. */
  readonly namesAt: (path: Path) => readonly string[];
}

const WRITTEN = /\$\{([^}]*)\}?/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const LONGEST_VALUE = 65_536;

/** Limits belong to the plan: what a person approves must not depend on the shell it was made in. */
const WITHOUT_VARIABLES = new Set(['gates', 'shadow_gates', 'rollback_trigger', 'limits', 'error_rate', 'latency_p99']);

/** Fills `${NAME}` in text values from an environment, once: what was filled in is never looked at again. */
export function variablesFrom(environment: Readonly<Record<string, string | undefined>>): Variables {
  const names = new Map<string, readonly string[]>();
  const fill = (text: string, path: Path): string | Fault => {
    if (!text.includes('${') || path.some((part) => typeof part === 'string' && WITHOUT_VARIABLES.has(part)))
      return text;
    const used: string[] = [];
    for (const [written, name = ''] of text.matchAll(WRITTEN)) {
      if (!NAME.test(name) || !written.endsWith('}')) return notAVariable(written, path);
      if (lookUp(environment, name) === undefined) return unset(name, path);
      used.push(name);
    }
    names.set(pathKey(path), [...new Set(used)]);
    const length = used.reduce((sum, name) => sum + (lookUp(environment, name)?.length ?? 0), text.length);
    if (length > LONGEST_VALUE) {
      const message = `with its variables filled this text has ${length} characters`;
      return { code: 'variable-too-long', message, remedy: `keep it below ${LONGEST_VALUE}` };
    }
    return text.replaceAll(WRITTEN, (_, name: string) => lookUp(environment, name) ?? '');
  };
  return { fill, namesAt: (path) => names.get(pathKey(path)) ?? [] };
}

const lookUp = (environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined =>
  Object.hasOwn(environment, name) ? environment[name] : undefined;

const isCommand = (path: Path): boolean => path.at(-1) === 'run';

function notAVariable(written: string, path: Path): Fault {
  const message = `${quoted(written)} is no variable`;
  const remedy = `write \${NAME} with letters, digits and _`;
  const inCommand = `${remedy}; what the shell itself fills goes into a script or is written $NAME`;
  return { code: 'variable-syntax', message, remedy: isCommand(path) ? inCommand : remedy };
}

function unset(name: string, path: Path): Fault {
  const remedy = `set ${name} where plimsoll runs`;
  const inCommand = `write $${name} for one that the command's own shell fills, or ${remedy}`;
  return {
    code: 'variable-unset',
    message: `the variable ${name} is not set`,
    remedy: isCommand(path) ? inCommand : remedy,
  };
}
