import type { StreamedEvent } from '../../api/streamed.ts';
import type { Store } from '../../engine/store.ts';
import type { Entry } from '../../ports/journal.ts';
import { eventLine } from '../event-line.ts';

/** An entry as a stream tells it; null for one that is of no deployment and no environment. */
export function streamedEvent(store: Pick<Store, 'deployment' | 'setAside'>, entry: Entry): StreamedEvent | null {
  const [kind, first = '', second = ''] = entry.stream.split('/');
  if (kind === 'slot') return { ...eventLine(entry), deployment: null, unit: first, environment: second };
  if (kind !== 'deployment') return null;
  const { opening } = (store.deployment(first) ?? store.setAside(first))?.state ?? {};
  const place = { unit: opening?.spec.name ?? '', environment: opening?.environment ?? '' };
  return { ...eventLine(entry), deployment: first, ...place };
}

/** Whether an entry may change who may read: tokens, sessions, whom we trust. */
export const isAboutAccess = ({ stream, type }: Entry): boolean =>
  !/^(?:deployment|slot|measurements|statements)\//.test(stream) && type !== 'TokenUsed' && type !== 'ActRefused';
