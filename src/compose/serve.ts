import { isIsolated } from '../approval/verify/assurance.ts';
import { systemClock } from '../engine/system-clock.ts';
import { type RunOptions, runControlPlane } from './control-plane.ts';
import { isolationProof } from './isolation-proof.ts';
import { sayEnding } from './watchdog.ts';

/** Ending takes no longer, in milliseconds: what has not let go by then is left behind. */
const ENDS_WITHIN = 20_000;

/** Runs a control plane in this process until it is told to end. `stumbled` is told what went wrong on the way to that. */
export async function serve(
  options: RunOptions,
  started: (page: string, isIsolated: boolean) => void,
  stumbled: (how: string) => void,
): Promise<void> {
  const running = await runControlPlane(options);
  started(running.page, isIsolated(isolationProof(options.dataDir), systemClock.wall()));
  const told = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  // The terminal it was started from may go; the control plane stays.
  process.on('SIGHUP', () => undefined);
  await Promise.race([running.ended, told]);
  await end(() => running.stop(), stumbled);
}

/** Ends for good: whatever stumbles on the way is said and changes nothing, for whoever was told that it ends relies on that. */
async function end(stop: () => Promise<void>, stumbled: (how: string) => void): Promise<void> {
  sayEnding();
  const say = (problem: unknown): void =>
    stumbled(problem instanceof Error ? (problem.stack ?? problem.message) : String(problem));
  process.on('uncaughtException', say);
  setTimeout(() => process.exit(), ENDS_WITHIN).unref();
  await stop().catch(say);
}
