import type { PruneView, StoredRelease } from '../../api/retention.ts';

const WHY: Readonly<Record<PruneView['stays'][number]['because'], string>> = {
  serves: 'it serves',
  'stands-by': 'it is kept to go back to',
  'in-use': 'a deployment that is not over uses it',
  runs: 'instances of it run',
  'among-the-newest': 'it is among the newest',
  shared: 'others that stay have the same artifacts',
};

/** What goes or went, what stays and why, and the room that it makes. */
export function pruneText({ unit, dryRun, keep, goes, stays, bytes }: PruneView): string {
  const head =
    goes.length === 0
      ? `${unit}: every stored release is needed; nothing ${dryRun ? 'would go' : 'was removed'}`
      : `${unit}: ${goes.length} ${goes.length === 1 ? 'release' : 'releases'} ${dryRun ? 'would go' : 'removed'}, ${sizeOf(bytes)}${dryRun ? '' : ' made free'}`;
  return [
    head,
    ...goes.map((one) => `  ${dryRun ? 'goes' : 'gone'}   ${nameOf(one)}  of ${one.deployments.join(', ')}`),
    ...stays.map((one) => {
      const by = one.deployment === null ? '' : ` (${one.deployment})`;
      return `  stays  ${nameOf(one)}  ${WHY[one.because]}${by}`;
    }),
    `  keep_releases: ${keep}`,
  ].join('\n');
}

const nameOf = ({ version, commit, release }: StoredRelease): string =>
  `${version} (${commit.slice(0, 12)}, ${release})`;

function sizeOf(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
