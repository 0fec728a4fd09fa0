import { DriverError } from '../../../ports/driver-error.ts';
import type { SourceHealth } from '../../../ports/metric-source.ts';
import type { PrometheusServer } from './server.ts';

/** A clock that differs by more is worth a word: it changes no verdict, for nothing is timed by it. */
const SKEW = 5_000;

/** Whether the server answers, and how far its clock is from ours. */
export async function pingServer(
  server: PrometheusServer,
  url: string,
  now: () => number,
  signal: AbortSignal,
): Promise<SourceHealth> {
  try {
    const skew = (await server.now(signal)) - now();
    const detail = `${new URL(url).origin} answers`;
    if (!(Math.abs(skew) > SKEW)) return { ok: true, detail };
    const seconds = Math.round(Math.abs(skew) / 1_000);
    return { ok: true, detail, warning: `its clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} ours` };
  } catch (error) {
    if (error instanceof DriverError) return { ok: false, detail: error.message };
    throw error;
  }
}
