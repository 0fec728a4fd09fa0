import { basename } from 'node:path';
import type { UnitFile } from '../config/unit-files.ts';
import type { GlobalOptions, Invocation } from './invocation.ts';
import { GLOBAL_FLAGS, type GlobalFlag } from './program/global-flags.ts';

/** What a flag of every command is worth here, and where that came from: `flag --tz`, `variable PLIMSOLL_TZ`, `plimsoll.yaml:3`, `default`. */
export interface FlagOrigin {
  readonly flag: string;
  readonly value: string;
  readonly origin: string;
}

/** Where the flags of every command got their values from. */
export function flagOrigins(
  options: GlobalOptions,
  env: NodeJS.ProcessEnv,
  invocation: Invocation,
  file: UnitFile | undefined,
): readonly FlagOrigin[] {
  return GLOBAL_FLAGS.filter(({ key }) => key !== 'json').map((row: GlobalFlag) => {
    const flag = row.flags.split(/[ ,]+/).find((part) => part.startsWith('--')) ?? row.flags;
    const given = givenBy(row, flag, options, env);
    const written = given === undefined ? writtenIn(row.key, file) : undefined;
    const value = written?.value ?? valueFor(row.key, invocation) ?? `(${row.fallback})`;
    return { flag, value, origin: given ?? written?.origin ?? 'default' };
  });
}

function givenBy({ key, variable }: GlobalFlag, flag: string, options: GlobalOptions, env: NodeJS.ProcessEnv) {
  if (key === 'output' && options.json === true) return 'flag --json';
  const isGiven = key === 'input' ? options.input === false : options[key] !== undefined;
  if (isGiven) return `flag ${flag}`;
  return (env[variable] ?? '') === '' ? undefined : `variable ${variable}`;
}

function writtenIn(key: keyof GlobalOptions, file: UnitFile | undefined) {
  if (file === undefined) return undefined;
  const name = basename(file.file);
  if (key === 'server' && file.server !== null)
    return { value: file.server.value, origin: `${name}:${file.server.line}` };
  return key === 'unit' && file.unit !== null ? { value: file.unit, origin: name } : undefined;
}

function valueFor(key: keyof GlobalOptions, invocation: Invocation): string | undefined {
  switch (key) {
    case 'environment':
      return invocation.environment ?? 'production';
    case 'unit':
    case 'server':
    case 'ca':
      return invocation[key] ?? undefined;
    case 'timeout':
      return invocation.timeout === null ? undefined : `${invocation.timeout}s`;
    case 'tz':
      return invocation.zone;
    case 'input':
      return invocation.noInput ? 'off' : 'on';
    case 'json':
      return undefined;
    default:
      return onOff(invocation[key]);
  }
}

const onOff = (value: string | boolean): string => (typeof value === 'string' ? value : value ? 'on' : 'off');
