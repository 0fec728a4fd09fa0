import { isTerminal } from '../core/deployment/state.ts';
import type { Log } from './log.ts';
import type { Store } from './store.ts';

/** The folders that deployments had for their source trees and build outputs. */
export interface WorkFolders {
  list(): Promise<readonly string[]>;
  remove(deployment: string): Promise<void>;
}

/** What of a deployment that is over can go: what it shipped lies in the registry, and what was said of it in the record. */
export async function removeWorkOf(folders: WorkFolders | undefined, deployment: string, log: Log): Promise<void> {
  await folders?.remove(deployment).catch((problem: unknown) => {
    log.warn('a source tree could not be removed', { deployment, problem: String(problem) });
  });
}

/**
 * The folders that earlier control planes left: of deployments that are over, and of none that the record knows, such as plans that
 * were cut off while they were sealed. Look before anything may begin; a record that cannot be read may need any of them.
 */
export async function oldWork(folders: WorkFolders | undefined, store: Store): Promise<readonly string[]> {
  const found = await (folders?.list() ?? []);
  const isReadable = store.quarantined().length === 0;
  return found.filter((id) => {
    const known = store.deployment(id)?.state;
    return known === undefined ? isReadable : isTerminal(known.phase);
  });
}
