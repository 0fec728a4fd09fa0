import { connect } from 'node:net';
import { DriverError } from '../../../ports/driver-error.ts';
import { SourceTimeout } from '../../../ports/metric-source.ts';
import { lasting, stopWhenAborted, systemCode } from '../driver-failure.ts';
import { printable } from '../printable.ts';

/** The runtime socket of one HAProxy. */
export interface HaproxySocket {
  readonly path: string;
  /** What one command answers. Rejects with DriverError only. */
  ask(command: string, signal: AbortSignal): Promise<string>;
  /** Has commands carried out in their order; whatever HAProxy objects to is a DriverError with its words. */
  tell(commands: readonly string[], signal: AbortSignal): Promise<void>;
}

const WITHIN = 5_000;
/** More than any table of servers; a peer that goes on for ever is no HAProxy. */
const LONGEST_ANSWER = 16 * 1024 * 1024;
/** A line of commands must fit HAProxy's buffer of 16 KiB. */
const AT_ONCE = 40;
const DONE = new Set(['', 'New server registered.', 'Server deleted.']);

/** Speaks to HAProxy over the socket that `stats socket PATH level admin` opens: one connection for each line of commands. */
export function haproxySocket(path: string, within = WITHIN): HaproxySocket {
  const ask = async (command: string, signal: AbortSignal): Promise<string> => {
    stopWhenAborted(signal, `asking HAProxy at ${path}`);
    const text = await exchange(path, command, within, signal);
    if (/^Permission denied/m.test(text))
      throw lasting(`${at(path)} may not be told: write  stats socket ${path} level admin`);
    if (/^Unknown command/m.test(text))
      throw lasting(`${at(path)} does not know ${word(command)}: HAProxy 2.6 or newer is needed`);
    return text;
  };
  return {
    path,
    ask,
    tell: async (commands, signal) => {
      for (let from = 0; from < commands.length; from += AT_ONCE) {
        const line = commands.slice(from, from + AT_ONCE).join(';');
        const objection = (await ask(line, signal)).split('\n').find((one) => !DONE.has(one.trim()));
        if (objection !== undefined) throw lasting(`${at(path)} refused ${printable(line)}: ${printable(objection)}`);
      }
    },
  };
}

const at = (path: string): string => `HAProxy at ${path}`;
const word = (command: string): string => command.split(' ').slice(0, 2).join(' ');

function exchange(path: string, command: string, within: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const socket = connect({ path });
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.destroy();
      settle();
    };
    const fail = (error: DriverError): void => end(() => reject(error));
    const stop = (): void =>
      fail(new DriverError(`asking ${at(path)} was stopped`, { retryable: true, cause: signal.reason }));
    const timer = setTimeout(
      () => fail(new SourceTimeout(`${at(path)} gave no answer within ${within / 1_000} s; is its process stopped?`)),
      within,
    );
    signal.addEventListener('abort', stop, { once: true });
    socket.on('error', (error) => fail(failure(path, error)));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > LONGEST_ANSWER)
        fail(lasting(`${at(path)} gives an answer without end: what listens there is no HAProxy`));
    });
    socket.on('end', () => end(() => resolve(Buffer.concat(chunks).toString('utf8'))));
    // Told without closing our side: HAProxy ends the connection itself after one line.
    socket.write(`${command}\n`);
  });
}

function failure(path: string, error: Error): DriverError {
  const code = systemCode(error);
  if (code === 'EACCES' || code === 'EPERM')
    return lasting(
      `${at(path)} may not be asked by this account: give it the socket's group, as in  stats socket ${path} mode 660 group GROUP level admin`,
      error,
    );
  if (code === 'ENOENT' || code === 'ECONNREFUSED')
    return new DriverError(
      `no HAProxy listens at ${path}: start it, and see that its configuration has  stats socket ${path} level admin`,
      { retryable: true, cause: error },
    );
  return new DriverError(`asking ${at(path)} failed: ${error.message}`, { retryable: code !== 'EINVAL', cause: error });
}
