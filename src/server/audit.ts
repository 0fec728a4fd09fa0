import type { Audit, AuditEntry, AuditRequest } from '../api/audit.ts';
import { principalText } from '../core/principal/principal.ts';
import type { Entry } from '../ports/journal.ts';
import type { ServiceParts } from './parts.ts';

/** How many entries are read at a time, and how many are looked through for one page: a filter that nothing fits must end too. */
const AT_A_TIME = 500;
const MOST_LOOKED_THROUGH = 20_000;

/** Measurements are many, decide nothing by themselves, and are seen on charts. */
const isTold = ({ stream }: Entry): boolean => !stream.startsWith('measurements/');

/** A page of everything that was recorded, newest first. */
export async function auditOf(parts: ServiceParts, asked: AuditRequest): Promise<Audit> {
  const { journal } = parts;
  const head = await journal.head();
  const since = asked.since === null ? null : Date.parse(asked.since);
  const entries: AuditEntry[] = [];
  let before = Math.min(asked.cursor ?? head.seq + 1, head.seq + 1);
  let isOver = before <= 1;
  for (let looked = 0; !isOver && entries.length < asked.limit && looked < MOST_LOOKED_THROUGH; ) {
    const from = Math.max(0, before - 1 - AT_A_TIME);
    const some = (await journal.readAll(from, before - 1 - from)).toReversed();
    looked += some.length;
    before = from + 1;
    isOver = from === 0;
    for (const entry of some) {
      if (since !== null && entry.at < since) isOver = true;
      if (isOver && since !== null && entry.at < since) break;
      const told = isTold(entry) ? auditEntry(parts, entry) : null;
      if (told === null || !isMeant(told, asked)) continue;
      entries.push(told);
      if (entries.length < asked.limit) continue;
      before = entry.seq;
      isOver = before <= 1;
      break;
    }
  }
  return { entries, cursor: isOver ? null : before, head, chain: (await parts.chain?.check()) ?? null };
}

function isMeant({ about, principal, type }: AuditEntry, asked: AuditRequest): boolean {
  return (
    (asked.unit === null || about.unit === asked.unit) &&
    (asked.environment === null || about.environment === asked.environment) &&
    (asked.deployment === null || about.id === asked.deployment) &&
    (asked.type === null || type === asked.type) &&
    (asked.principal === null ||
      (asked.principal.endsWith(':') ? principal.startsWith(asked.principal) : principal === asked.principal))
  );
}

const auditEntry = (parts: ServiceParts, entry: Entry): AuditEntry => ({
  seq: entry.seq,
  time: new Date(entry.at).toISOString(),
  type: entry.type,
  about: aboutOf(parts, entry.stream),
  principal: principalText(entry.principal),
  proof: entry.proof,
  hash: entry.hash,
});

function aboutOf({ store }: ServiceParts, stream: string): AuditEntry['about'] {
  const [kind = '', ...names] = stream.split('/');
  if (kind === 'slot')
    return { kind: 'environment', id: stream, unit: names[0] ?? null, environment: names[1] ?? null };
  if (kind !== 'deployment' && kind !== 'statements') {
    return { kind: 'control-plane', id: stream, unit: null, environment: null };
  }
  const id = names.join('/');
  const opening = store.deployment(id)?.state.opening;
  return {
    kind: kind === 'deployment' ? 'deployment' : 'statement',
    id,
    unit: opening?.spec.name ?? null,
    environment: opening?.environment ?? null,
  };
}
