import { DriverError } from '../../../ports/driver-error.ts';
import type { ImagePlace } from '../../../ports/registry.ts';
import { saidBy } from './engine.ts';
import { engineFinder } from './find-engine.ts';

/** An engine that ran a unit's containers: where its target keeps its notes, and how a configuration names it. */
export interface UsedEngine {
  readonly dir: string;
  readonly engine: string;
}

/**
 * Takes an image that nothing needs any more out of an engine. One that a container still has, whoever started it, stays: it is never
 * forced. Returns why it is still there; null when it is gone.
 */
export async function forgetImage(
  { dir, engine: meant }: UsedEngine,
  place: ImagePlace,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const name = place.kind === 'pulled' ? place.reference : await place.configuration(signal);
    if (name === undefined) return null;
    const engine = await engineFinder(dir)(meant, signal);
    const answer = await engine.ask({ method: 'DELETE', path: `/images/${name}` }, signal);
    // Not there, or taken out.
    if (answer.status === 200 || answer.status === 404) return null;
    return `${name} stays in the container engine at ${engine.socket}: ${saidBy(answer)}`;
  } catch (error) {
    if (!(error instanceof DriverError) || signal.aborted) throw error;
    return `${place.reference} stays in the container engine: ${error.message}`;
  }
}
