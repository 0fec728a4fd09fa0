import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandTargetSpec } from '../../../core/unit/environment.ts';
import { DriverError, type EffectContext } from '../../../ports/driver-error.ts';
import { systemCode } from '../../shared/driver-failure.ts';
import { SecretFilter } from '../../shared/known-secrets.ts';
import { killLeftovers } from '../../shared/owned-process.ts';
import { environmentParts, secretVariables } from '../../shared/secret-variables.ts';
import { type Asked, EXEC_SCHEMA, type Observed, readAnswer } from './contract.ts';
import { type Ran, runVerb } from './exec.ts';
import type { MemoryFile } from './memory.ts';

/** Where and for whom a command is run. */
export interface CallerOptions {
  readonly dir: string;
  /** The folder it runs in. */
  readonly cwd: string;
  readonly unit: string;
  readonly environment: string;
  readonly memory: MemoryFile;
}

/** Asks a command one verb and gives what it saw. Rejects with DriverError only. */
export interface Caller {
  /** An effect: an earlier run of it that a killed control plane left behind is ended first. */
  act(spec: CommandTargetSpec, asked: Asked, effect: EffectContext): Promise<Observed>;
  /** The same without a note of it, by a person past the record: what a killed control plane left running is ended all the same. */
  actUnnoted(spec: CommandTargetSpec, asked: Asked, effect: EffectContext): Promise<Observed>;
  /** Looks, beside whatever is under way. */
  observe(spec: CommandTargetSpec, signal: AbortSignal): Promise<Observed>;
  /** Where what it wrote on stderr is kept. */
  readonly logFile: string;
}

const MARK = 'PLIMSOLL_COMMAND_RUN';
const LOG_CAP = 10 * 1024 * 1024;

/** Makes the caller of one environment's command. */
export function callerOf({ dir, cwd, unit, environment, memory }: CallerOptions): Caller {
  const logFile = join(dir, 'command.log');

  const call = async (
    spec: CommandTargetSpec,
    asked: Asked,
    effect: { readonly id: string | null; readonly epoch: number | null; readonly signal: AbortSignal },
    remember: Parameters<typeof runVerb>[0]['remember'],
  ): Promise<Observed> => {
    const { verb, ...more } = asked;
    const request = {
      ...{ schema: EXEC_SCHEMA, verb, effect_id: effect.id, epoch: effect.epoch },
      ...{ deployment: deploymentOf(effect.id), unit, environment, params: spec.params },
      ...more,
    };
    const log = logTo(logFile, `${verb} ${effect.id ?? ''}`);
    const { env, secrets = {} } = environmentParts(spec.env);
    const run = {
      command: [...spec.run, verb],
      cwd,
      // What serves must be reached with what is there now: an old credential may be gone for good.
      env: { ...env, ...(await secretVariables(secrets, null)) },
      input: `${JSON.stringify(request)}\n`,
      timeout: spec.timeout,
      log: log.take,
      remember,
      mark: markOf(effect.id ?? verb),
    };
    try {
      return observedIn(await runVerb(run, effect.signal), spec, verb);
    } finally {
      await log.end();
    }
  };

  const endLeftovers = async (signal: AbortSignal): Promise<void> => {
    const { running } = await memory.read();
    if (running === null) return;
    const { mark, ...identity } = running;
    await killLeftovers({ identity, mark: { name: MARK, value: mark } }, signal);
  };

  return {
    logFile,
    actUnnoted: async (spec, asked, effect) => {
      await endLeftovers(effect.signal);
      return call(spec, asked, effect, null);
    },
    observe: (spec, signal) => call(spec, { verb: 'observe' }, { id: null, epoch: null, signal }, null),
    act: async (spec, asked, effect) => {
      const { failed } = await memory.read();
      await endLeftovers(effect.signal);
      const key = `${withoutAttempt(effect.id)} ${asked.verb}`;
      const id = failed[key] ?? effect.id;
      try {
        const observed = await call(spec, asked, { ...effect, id }, (identity) =>
          memory.change((before) => ({
            running: { ...identity, mark: markOf(id).value },
            failed: newest({ ...before.failed, [key]: id }),
          })),
        );
        await memory.change((before) => ({
          running: null,
          failed: Object.fromEntries(Object.entries(before.failed).filter(([one]) => one !== key)),
        }));
        return observed;
      } catch (error) {
        await memory.change(() => ({ running: null }));
        throw error;
      }
    },
  };
}

const MOST_FAILED = 50;
const newest = (failed: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(failed).slice(-MOST_FAILED));

const markOf = (id: string) => ({ name: MARK, value: id });

/** `<deployment>/<phase>/<what>/<attempt>#part`: a failed try and the next one are the same effect to the command. */
export const withoutAttempt = (id: string): string => id.replace(/^(dep_[^/]+\/[^/]+\/[^/]+)\/\d+(?=#|$)/, '$1');

/** The deployment that an effect belongs to; null where it belongs to none. */
function deploymentOf(id: string | null): string | null {
  const [first = ''] = id?.split('/') ?? [];
  return first.startsWith('dep_') ? first : null;
}

function observedIn(ran: Ran, { run, timeout }: CommandTargetSpec, verb: string): Observed {
  const what = `${run.join(' ')} ${verb}`;
  const said = ran.tail.length === 0 ? '' : `\n${ran.tail.join('\n')}`;
  if (ran.timedOut)
    throw new DriverError(`${what} was not done within ${timeout / 1_000} s${said}`, { retryable: true });
  if (ran.exitCode !== 0) {
    const how = ran.exitCode === null ? `was ended by ${ran.endedBy}` : `ended with exit code ${ran.exitCode}`;
    // Not there, or not to be run: trying again cannot help.
    throw new DriverError(`${what} ${how}${said}`, { retryable: ran.exitCode !== 126 && ran.exitCode !== 127 });
  }
  const answer = readAnswer(ran.stdout);
  if (typeof answer === 'string') throw new DriverError(`${what}: ${answer}${said}`, { retryable: true });
  if (answer.ok) return answer.observed;
  const error = answer.error ?? 'it gave no reason';
  throw new DriverError(`${what} says no: ${error}${said}`, { retryable: answer.retryable ?? true });
}

/** Adds what is written to a log, without secrets. One that has grown large begins anew. */
function logTo(file: string, title: string): { take(chunk: Buffer): void; end(): Promise<void> } {
  const filter = new SecretFilter();
  const chunks: Buffer[] = [];
  let length = 0;
  const keep = (chunk: Buffer): void => {
    length += chunk.length;
    if (length <= LOG_CAP) chunks.push(chunk);
  };
  return {
    take: (chunk) => keep(filter.pass(chunk)),
    end: async () => {
      keep(filter.end());
      if (length === 0) return;
      try {
        await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
        if ((await sizeOf(file)) > LOG_CAP) await rename(file, `${file}.1`);
        const text = Buffer.concat(chunks);
        await appendFile(file, Buffer.concat([Buffer.from(`--- ${title.trim()}\n`), text]), { mode: 0o600 });
      } catch (error) {
        // A disk without room for talk must not keep traffic where it is.
        if (systemCode(error) === undefined) throw error;
      }
    },
  };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
