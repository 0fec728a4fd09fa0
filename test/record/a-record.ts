import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ControlPlaneKey, passingControlPlaneKey } from '../../src/approval/control-plane-key.ts';
import { currentEntry } from '../../src/compose/current-entries.ts';
import { OwnHeads } from '../../src/compose/heads.ts';
import { recordPart } from '../../src/compose/record-export.ts';
import type { Instant } from '../../src/core/kernel/instant.ts';
import { Store } from '../../src/engine/store.ts';
import { originOf, verifierKeyText } from '../../src/journal/heads/note.ts';
import { MemoryJournal } from '../../src/journal/memory/memory-journal.ts';
import type { Append, Entry, Journal } from '../../src/ports/journal.ts';
import type { ServiceParts } from '../../src/server/parts.ts';
import type { ControlPlaneRecord } from '../../src/server/record.ts';
import { virtualClock } from '../../src/testing/virtual-clock.ts';

const HISTORY = join(import.meta.dirname, '../journals/0.1-storefront.ndjson');

/** A journal, the record of one of its deployments, and the key that signed it. */
export interface ARecord {
  readonly journal: Journal;
  readonly text: string;
  readonly deployment: string;
  readonly key: ControlPlaneKey;
  readonly verifierKey: string;
  /** Every head that was signed, oldest first. */
  readonly heads: readonly string[];
}

/** The entries of a deployment that really happened, up to its end. */
export function historyOf(deployments = 1): readonly Entry[] {
  const entries = readFileSync(HISTORY, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Entry);
  const ends = entries
    .filter(({ type }) => type === 'SlotReleased')
    .filter(({ stream }) => stream.endsWith('/production'));
  return entries.slice(0, ends[deployments - 1]?.seq);
}

/** Signs these entries and exports the record of the deployment that began last. */
export async function recordOf(entries: readonly Entry[], key = passingControlPlaneKey()): Promise<ARecord> {
  const journal = new MemoryJournal();
  // Whoever forges writes what they want, and spends no nonce.
  for (const entry of entries) {
    const { spendNonce: _, ...append } = appendOf(entry);
    await journal.append(append);
  }
  const controlPlaneId = ((entries[0] as Entry).body as { controlPlaneId: string }).controlPlaneId;
  const record = { controlPlaneId, epoch: 1 } as ControlPlaneRecord;
  const clock = virtualClock(entries.at(-1)?.at as Instant);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const store = await Store.load(journal, currentEntry);
  const layout = { root: '/nowhere' } as Parameters<typeof OwnHeads.start>[0]['layout'];
  const own = await OwnHeads.start({ journal, record, store, key, clock, layout, log });
  await own.stop();
  const parts = { journal, record, store } as Partial<ServiceParts> as ServiceParts;
  const deployment =
    entries.findLast(({ type }) => type === 'DeploymentOpened')?.stream.replace('deployment/', '') ?? '';
  let text = '';
  for (let part = await recordPart({ parts, heads: own, key }, deployment, { after: 0, until: 0 }); ; ) {
    text += part.text;
    if (part.done) break;
    part = await recordPart({ parts, heads: own, key }, deployment, { after: part.next, until: part.until });
  }
  const verifierKey = verifierKeyText(originOf(controlPlaneId), key.publicKey);
  return { journal, text, deployment, key, verifierKey, heads: own.signer.notes };
}

/** What appends an entry again: the same in every word, so that it gets the same hash, which the signatures of people cite. */
export function appendOf({ stream, type, schema, body, epoch, at, steady, principal, proof, seq }: Entry): Append {
  const { approval } = (body ?? {}) as { approval?: { nonce?: string } | null };
  return {
    writes: [{ stream, expectedVersion: 'any', entries: [{ type, schema, body }] }],
    ...{ requestId: `entry/${seq}`, epoch, at, steady, principal, proof },
    ...(typeof approval?.nonce === 'string' ? { spendNonce: `${approval.nonce}` } : {}),
  };
}
