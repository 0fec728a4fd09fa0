import { join } from 'node:path';
import { part } from '../context.ts';
import type { Doing } from './doing.ts';

/** The unit's folder at the deployment's commit, in a place of the deployment's own. Made once, then found again. */
export function sourceTree({ drivers, deployment, effect }: Doing): Promise<string> {
  const { id, intent } = deployment.opening;
  const outDir = join(drivers.workDir(id), 'source');
  const request = { dir: intent.sourceDir, commit: intent.commit, dirty: intent.dirtyPaths.length > 0, outDir };
  return drivers.source.checkout(request, { ...part(effect, 'checkout'), id: `${id}/checkout` });
}
