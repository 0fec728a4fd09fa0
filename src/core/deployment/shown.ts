import type { EntryEvidence, ProvenanceRecord } from '../evidence/entry-evidence.ts';
import type { Deployment } from './state.ts';

/** What was shown of the source of a deployment, and where its artifacts come from; staging's evidence keeps both to the end. */
export function shownOf(deployment: Deployment): {
  readonly entry: EntryEvidence | null;
  readonly provenance: readonly ProvenanceRecord[];
} {
  const evidence = 'evidence' in deployment ? deployment.evidence : undefined;
  return {
    entry: deployment.entry ?? evidence?.entry ?? null,
    provenance: deployment.provenance ?? evidence?.provenance ?? [],
  };
}
