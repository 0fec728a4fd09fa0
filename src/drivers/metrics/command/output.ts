import { spawn } from 'node:child_process';
import { DriverError } from '../../../ports/driver-error.ts';
import { SourceTimeout } from '../../../ports/metric-source.ts';
import { stopWhenAborted, systemCode } from '../../shared/driver-failure.ts';
import { listedEnvironment } from '../../shared/listed-environment.ts';
import { OutputTail } from '../../shared/output-tail.ts';
import { signalGroup } from '../../shared/owned-process.ts';

/** One run of a command. */
export interface Run {
  readonly command: readonly string[];
  readonly cwd: string;
  /** Milliseconds. */
  readonly timeout: number;
}

const LONGEST = 1024 * 1024;

/**
 * What a command printed when it ended with 0. No shell reads it, it inherits none of our variables, and its whole group is ended with
 * it, or when it is late, prints too much, or is stopped. Rejects with DriverError only.
 */
export function outputOf({ command, cwd, timeout }: Run, signal: AbortSignal): Promise<string> {
  const [program = '', ...words] = command;
  const doing = `running ${program}`;
  return new Promise((resolve, reject) => {
    stopWhenAborted(signal, doing);
    const child = spawn(program, words, {
      cwd,
      env: listedEnvironment({}),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    const said = new OutputTail(1);
    let length = 0;
    let failure: DriverError | undefined;
    const end = (): void => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    };
    const fail = (problem: DriverError): void => {
      failure ??= problem;
      end();
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const stop = (): void => fail(new DriverError(`${doing} was stopped`, { retryable: true }));
    const late = setTimeout(() => fail(new SourceTimeout(`${doing}: not done within ${timeout / 1_000} s`)), timeout);
    signal.addEventListener('abort', stop);
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > LONGEST)
        fail(new DriverError(`${doing}: it prints more than ${LONGEST} bytes`, { retryable: false }));
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => said.add(chunk));
    child.on('error', (error) => {
      failure ??= new DriverError(`${doing} failed: ${systemCode(error) ?? 'it could not be started'}`, {
        retryable: false,
      });
    });
    // What it left behind in its group would hold the output open.
    child.on('exit', end);
    child.on('close', (code, endedBy) => {
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
      if (failure !== undefined) reject(failure);
      else if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new DriverError(`${doing} ended with ${endedBy ?? code}${lastWords(said)}`, { retryable: true }));
    });
  });
}

function lastWords(said: OutputTail): string {
  const line = said.lines().at(-1)?.slice(0, 200);
  return line === undefined || line === '' ? '' : `: ${line}`;
}
