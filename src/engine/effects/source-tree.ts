import { join } from 'node:path';
import { part } from '../context.ts';
import type { Doing } from './doing.ts';

/** The unit's folder at the deployment's commit, or at another, in a place of the deployment's own. Made once, then found again. */
export function sourceTree({ drivers, deployment, effect }: Doing, commit?: string): Promise<string> {
  const { id, intent } = deployment.opening;
  const isOther = commit !== undefined && commit !== intent.commit;
  const folder = isOther ? `source-${commit.slice(0, 12)}` : 'source';
  const request = {
    dir: intent.sourceDir,
    commit: commit ?? intent.commit,
    dirty: !isOther && intent.dirtyPaths.length > 0,
    outDir: join(drivers.workDir(id), folder),
  };
  const named = isOther ? `${id}/checkout/${commit}` : `${id}/checkout`;
  return drivers.source.checkout(request, { ...part(effect, 'checkout'), id: named });
}
