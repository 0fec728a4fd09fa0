import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { DriverError } from '../../../ports/driver-error.ts';
import { identify, type ProcessIdentity } from '../../shared/process-identity.ts';
import { waitingToBecome } from '../../shared/wait-then-become.ts';
import { openLog } from './log-file.ts';

/** What to start. */
export interface LaunchSpec {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/**
 * Starts a detached process, head of its own group, that outlives the control plane and holds nothing of it. `remember` is
 * called with its identity while it still waits; when that fails, nothing has run.
 */
export async function launch(
  spec: LaunchSpec,
  remember: (identity: ProcessIdentity) => Promise<void>,
): Promise<ProcessIdentity> {
  const log = await openLog(spec.logFile);
  try {
    const [program, args] = waitingToBecome(spec.command);
    const child = spawn(program, [...args], {
      cwd: spec.cwd,
      env: { ...spec.env },
      detached: true,
      stdio: ['ignore', log.fd, log.fd, 'pipe'],
    });
    const start = child.stdio[3] as Writable;
    // It may be gone before it reads its line; that is seen as its end, not here.
    start.on('error', () => undefined);
    await once(child, 'spawn');
    child.unref();
    try {
      const running = child.pid === undefined ? undefined : await identify(child.pid);
      if (running === undefined) {
        throw new DriverError(`${spec.command[0]} ended before it could be known`, { retryable: true });
      }
      const identity = { pid: running.pid, started: running.started };
      await remember(identity);
      start.write('go\n');
      return identity;
    } finally {
      // Without its line the shell sees the end of its input and ends itself.
      start.end();
    }
  } finally {
    await log.close();
  }
}
