import { setTimeout as wait } from 'node:timers/promises';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { VERSION } from '../version.ts';

/** How to run the control plane. */
export interface ServeOptions {
  /** The port that was named; else the one it had the last time is offered first. */
  readonly port?: number;
  readonly supervise: boolean;
  /** Loaded, and waiting for the watchdog's word. */
  readonly standby: boolean;
}

/** Runs the control plane in this process, or as a child that is started again when it dies. */
export async function serve(doing: Doing, options: ServeOptions, mainFile: string): Promise<Outcome> {
  const compose = await import('../../compose.ts');
  const self = [process.execPath, ...process.execArgv, mainFile];
  if (options.supervise) {
    const named = options.port === undefined ? [] : ['--port', String(options.port)];
    const exit = await compose.supervise([...self, 'serve', '-C', doing.invocation.dir, ...named]);
    return { exit, text: '', data: {}, errors: exit === EXIT.good ? [] : [ended(exit)] };
  }
  if (options.standby && !(await compose.myTurn())) return { exit: EXIT.good, text: '', data: {} };
  const { dataDir } = doing.invocation;
  const run = { dataDir, port: options.port ?? null, version: VERSION, routerCommand: routerCommand(mainFile) };
  await compose.serve(run, (page) => doing.say(`control plane up · page ${page} · stop it: plimsoll down`));
  return { exit: EXIT.good, text: '', data: {} };
}

// The router's own lean entry, beside ours: it starts in a fraction of the time, and that is time without traffic when one died.
const routerCommand = (mainFile: string): readonly string[] => [
  process.execPath,
  ...process.execArgv,
  mainFile.replace(/cli([\\/])main/, 'router$1main'),
];

const ended = (exit: number) => ({
  code: 'control-plane-ended',
  message: `The control plane ended with exit ${exit}`,
  remedy: 'Its own words stand above this',
});

/** Stops the control plane of this folder; router and instances keep serving. */
export async function down(
  doing: Doing,
  options: { readonly forceLeave: boolean; readonly all: boolean },
): Promise<Outcome> {
  const plane = await doing.runningPlane();
  if (plane !== undefined) {
    await plane.stop({ force: options.forceLeave });
    await gone(doing);
  }
  const stopped = options.all ? await stopSites(doing) : [];
  const what =
    plane === undefined ? 'no control plane runs here' : 'control plane stopped; routers and instances keep serving';
  const text = options.all ? `stopped: ${stopped.join(', ') || 'nothing was running'}` : what;
  return { exit: EXIT.good, text, data: { stopped: plane !== undefined, sites: stopped } };
}

async function gone(doing: Doing): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    if ((await doing.runningPlane()) === undefined) return;
    await wait(50);
  }
  const message = 'The control plane still answers ten seconds after it was told to stop';
  throw new ProblemError('unavailable', [
    { code: 'still-running', message, remedy: 'Look at its log: .plimsoll/logs/serve.log' },
  ]);
}

async function stopSites(doing: Doing): Promise<readonly string[]> {
  const { stopDemoSites } = await import('../../compose.ts');
  return stopDemoSites(doing.invocation.dataDir);
}
