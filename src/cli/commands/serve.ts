import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { BANNER } from '../render/trust.ts';
import { VERSION } from '../version.ts';

/** How to run the control plane. */
export interface ServeOptions {
  /** The port that was named; else the one it had the last time is offered first. */
  readonly port?: number;
  /** How many streams of events may be open, and how many of one principal. */
  readonly streams?: number;
  readonly streamsEach?: number;
  readonly supervise: boolean;
  /** Loaded, and waiting for the watchdog's word. */
  readonly standby: boolean;
}

/**
 * A tick replaces a little of every judge's state. With room for a few ticks that dies young; without, the collector copies it
 * about and costs more than the judging (bench/verdict, row of the thousand canaries).
 */
const ROOM_FOR_A_TICK = '--max-semi-space-size=32';

/** Runs the control plane in this process, or as a child that is started again when it dies. */
export async function serve(doing: Doing, options: ServeOptions, mainFile: string): Promise<Outcome> {
  const compose = await import('../../compose.ts');
  if (options.supervise) {
    const named = [
      ...given('--port', options.port),
      ...given('--streams', options.streams),
      ...given('--streams-each', options.streamsEach),
    ];
    const self = [process.execPath, ...process.execArgv, ROOM_FOR_A_TICK, mainFile];
    const exit = await compose.supervise([...self, 'serve', '-C', doing.invocation.dir, ...named]);
    return { exit, text: '', data: {}, errors: exit === EXIT.good ? [] : [ended(exit)] };
  }
  if (options.standby && !(await compose.myTurn())) return { exit: EXIT.good, text: '', data: {} };
  const { dataDir } = doing.invocation;
  const streams = {
    ...(options.streams === undefined ? {} : { inAll: options.streams }),
    ...(options.streamsEach === undefined ? {} : { perPrincipal: options.streamsEach }),
  };
  const run = {
    dataDir,
    port: options.port ?? null,
    version: VERSION,
    routerCommand: routerCommand(mainFile),
    streams,
  };
  await compose.serve(run, (page, isIsolated) => {
    doing.say(`control plane up · page ${page} · stop it: plimsoll down`);
    if (!isIsolated) doing.say(BANNER);
  });
  return { exit: EXIT.good, text: '', data: {} };
}

/**
 * What starts a router process. Its own lean entry, beside ours: it starts in a fraction of the time, and that is time without
 * traffic when one died.
 */
export const routerCommand = (mainFile: string): readonly string[] => [
  process.execPath,
  ...process.execArgv,
  mainFile.replace(/cli([\\/])main/, 'router$1main'),
];

const given = (flag: string, value: number | undefined): readonly string[] =>
  value === undefined ? [] : [flag, String(value)];

const ended = (exit: number) => ({
  code: 'control-plane-ended',
  message: `The control plane ended with exit ${exit}`,
  remedy: 'Its own words stand above this',
});
