import type { Invocation } from '../invocation.ts';
import type { Candidate, Live } from './suggest.ts';

/** Looks up what only the world knows. Never starts a control plane: what does not run has nothing to tell. */
export async function lookUp(live: Live, invocation: Invocation): Promise<readonly Candidate[]> {
  switch (live) {
    case 'deployments':
      return deployments(invocation);
    case 'environments': {
      const { unitFile } = await import('../../config/unit-files.ts');
      const found = await unitFile(invocation.config, process.env);
      return (found?.environments ?? []).map((value) => ({
        value,
        what: `environment of ${found?.unit ?? 'this unit'}`,
      }));
    }
    case 'units':
      return units(invocation);
    case 'zones':
      return Intl.supportedValuesOf('timeZone').map((value) => ({ value, what: '' }));
    default:
      return [{ value: `:${live}`, what: '' }];
  }
}

/** Those under way come first; before and after that, the newest. */
async function deployments(invocation: Invocation): Promise<readonly Candidate[]> {
  const { running } = await import('../connect.ts');
  const plane = await running(invocation);
  const views = plane === undefined ? [] : await plane.list();
  const ours = views.filter(({ unit }) => invocation.unit === null || unit === invocation.unit);
  const sorted = ours.toSorted((one, other) => Number(one.over) - Number(other.over) || other.id.localeCompare(one.id));
  return sorted.map(({ id, unit, phase, release }) => ({
    value: id,
    what: [unit, release?.version, phase].filter((part) => part !== undefined).join(' '),
  }));
}

async function units({ dir }: Invocation): Promise<readonly Candidate[]> {
  const { unitFilesIn } = await import('../../config/unit-files.ts');
  const files = await unitFilesIn(dir, process.env);
  return files.flatMap(({ unit }) => (unit === null ? [] : [{ value: unit, what: 'unit' }]));
}
