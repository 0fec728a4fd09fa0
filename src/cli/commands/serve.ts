import { resolve } from 'node:path';
import { ProblemError } from '../../api/problem.ts';
import type { Toolset } from '../../core/authorisation/tool-table.ts';
import type { Surroundings } from '../../mcp/surroundings.ts';
import { keepApprovalSite } from '../approval-site.ts';
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
  /** Where people approve over a network, with certificate, key and what is listened on. */
  readonly approvalOrigin?: string;
  readonly certificate?: string;
  readonly certificateKey?: string;
  readonly address: string;
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
      ...given('--approval-origin', options.approvalOrigin),
      ...given('--certificate', options.certificate),
      ...given('--certificate-key', options.certificateKey),
      ...given('--address', options.address),
    ];
    const self = [process.execPath, ...process.execArgv, ROOM_FOR_A_TICK, mainFile];
    const onDeath = (how: string): void => doing.say(`the control plane ${how}; another takes its place`);
    const noLonger = await compose.noteWatchdog(doing.invocation.dataDir);
    const exit = await compose.supervise([...self, 'serve', '-C', doing.invocation.dir, ...named], onDeath);
    noLonger();
    return { exit, text: '', data: {}, errors: exit === EXIT.good ? [] : [ended(exit)] };
  }
  if (options.standby && !(await compose.myTurn())) return { exit: EXIT.good, text: '', data: {} };
  const { dataDir } = doing.invocation;
  const streams = {
    ...(options.streams === undefined ? {} : { inAll: options.streams }),
    ...(options.streamsEach === undefined ? {} : { perPrincipal: options.streamsEach }),
  };
  const approvals = approvalsIn(options, doing.invocation.dir);
  const run = {
    dataDir,
    port: options.port ?? null,
    version: VERSION,
    routerCommand: routerCommand(mainFile),
    streams,
    ...(approvals === undefined ? {} : { approvals }),
    agents: aroundAgents(doing),
  };
  const started = (page: string, isIsolated: boolean): void => {
    keepApprovalSite(dataDir, approvals);
    doing.say(`control plane up · page ${page} · stop it: plimsoll down`);
    if (!isIsolated) doing.say(BANNER);
  };
  await compose.serve(run, started, (how) => doing.say(`while the control plane ended: ${how}`));
  return { exit: EXIT.good, text: '', data: {} };
}

/** What stands around the agents' door of this control plane: its folder, and itself as whoever knocks may ask it. */
const aroundAgents =
  (doing: Doing) =>
  async (plane: Doing['plane'], set: Toolset): Promise<Surroundings> => {
    const { surroundingsHere } = await import('../mcp/surroundings.ts');
    return surroundingsHere({ ...doing, plane, runningPlane: plane }, set);
  };

/**
 * What starts a router process. Its own lean entry, beside ours: it starts in a fraction of the time, and that is time without
 * traffic when one died.
 */
export const routerCommand = (mainFile: string): readonly string[] => [
  process.execPath,
  ...process.execArgv,
  mainFile.replace(/cli([\\/])main/, 'router$1main'),
];

const given = (flag: string, value: number | string | undefined): readonly string[] =>
  value === undefined ? [] : [flag, String(value)];

/** Where people approve over a network; the three that describe it stand together. */
function approvalsIn({ approvalOrigin: origin, certificate, certificateKey, address }: ServeOptions, dir: string) {
  if (origin === undefined && certificate === undefined && certificateKey === undefined) {
    if (address === LOOPBACK) return undefined;
    const message = `Nothing plain is served at ${address}: beyond this machine there is TLS only`;
    throw usage('address-without-tls', message, TOGETHER);
  }
  if (origin !== undefined && certificate !== undefined && certificateKey !== undefined)
    return { origin, certificate: resolve(dir, certificate), key: resolve(dir, certificateKey), address };
  throw usage('approval-origin-incomplete', 'An approval origin needs a certificate and its key', TOGETHER);
}

const LOOPBACK = '127.0.0.1';
const TOGETHER = 'Name all: --approval-origin https://HOST --certificate FILE --certificate-key FILE';

const usage = (code: string, message: string, remedy: string): ProblemError =>
  new ProblemError('usage', [{ code, message, remedy }]);

const ended = (exit: number) => ({
  code: 'control-plane-ended',
  message: `The control plane ended with exit ${exit}`,
  remedy: 'Its own words stand above this',
});
