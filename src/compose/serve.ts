import { isIsolated } from '../approval/verify/assurance.ts';
import { systemClock } from '../engine/system-clock.ts';
import { type RunOptions, runControlPlane } from './control-plane.ts';
import { isolationProof } from './isolation-proof.ts';

/** Runs a control plane in this process until it is told to end. */
export async function serve(options: RunOptions, started: (page: string, isIsolated: boolean) => void): Promise<void> {
  const running = await runControlPlane(options);
  started(running.page, isIsolated(isolationProof(options.dataDir), systemClock.wall()));
  const told = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  // The terminal it was started from may go; the control plane stays.
  process.on('SIGHUP', () => undefined);
  await Promise.race([running.ended, told]);
  await running.stop();
}
