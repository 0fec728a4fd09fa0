import { InvariantViolation } from '../core/kernel/invariant.ts';
import { canonical } from '../core/plan/canonical.ts';
import { type Append, type Entry, type Json, type NewEntry, VersionConflict, type Write } from '../ports/journal.ts';
import { linkHash, recordWith, type Tip } from './chain.ts';

// A longer name is no name; and a NUL would end the text where SQLite reads it back.
const NAME = /^[^\p{Cc}]{1,512}$/u;
// Nearly every name is of this kind, and found to be in a fraction of the time.
const USUAL_NAME = /^[ -~]{1,512}$/;

/** The entries that an append makes, chained to the tip. Throws VersionConflict; a request that no journal could hold is a bug. */
export function composeEntries(request: Append, tip: Tip, versionOf: (stream: string) => number): Entry[] {
  requireNames(request);
  const by = principalOf(request);
  const versions = new Map<string, number>();
  const entries: Entry[] = [];
  for (const write of request.writes) {
    const base = versions.get(write.stream) ?? versionOf(write.stream);
    requireVersion(write, base);
    let version = base;
    for (const fresh of write.entries) {
      version += 1;
      entries.push(link(request, { stream: write.stream, version, fresh, by, last: entries.at(-1) ?? tip }));
    }
    versions.set(write.stream, version);
  }
  if (entries.length === 0) throw new InvariantViolation('journal: an append without entries');
  return entries;
}

/** A value as the journal has it: its canonical text, and what is read from just that text. */
interface Written<Value> {
  readonly text: string;
  readonly value: Value;
}

// What is given back equals what is read later, and a caller who goes on changing its object changes no record.
function written<Value extends Json | Append['principal']>(value: Value): Written<Value> {
  const text = canonical(value);
  return { text, value: JSON.parse(text) };
}

// The engine's own name stands in nearly every entry, and can never become another.
function principalOf({ principal }: Append): Written<Append['principal']> {
  const known = UNCHANGING.get(principal);
  if (known !== undefined) return known;
  const by = written(principal);
  if (Object.isFrozen(principal) && Object.values(principal).every((value) => typeof value !== 'object'))
    UNCHANGING.set(principal, by);
  return by;
}

const UNCHANGING = new WeakMap<Append['principal'], Written<Append['principal']>>();

/** What makes one entry of an append. */
interface Link {
  readonly stream: string;
  readonly version: number;
  readonly fresh: NewEntry;
  readonly by: Written<Append['principal']>;
  readonly last: Tip;
}

function link({ epoch, at, steady, proof }: Append, { stream, version, fresh, by, last }: Link): Entry {
  const body = written(fresh.body);
  const entry = {
    seq: last.seq + 1,
    stream,
    version,
    epoch: whole('epoch', epoch),
    at: whole('at', at),
    steady,
    principal: by.value,
    proof,
    type: fresh.type,
    schema: whole('schema', fresh.schema),
    body: body.value,
    previousHash: last.hash,
    hash: '',
  };
  // Written into it: a copy of the whole for its last field alone costs a tenth of the entry.
  entry.hash = linkHash(last.hash, recordWith(entry, by.text, body.text));
  return entry;
}

function requireVersion(write: Write, actual: number): void {
  if (write.expectedVersion !== 'any' && write.expectedVersion !== actual) {
    throw new VersionConflict(write.stream, write.expectedVersion, actual);
  }
}

function requireNames({ requestId, proof, spendNonce, writes }: Append): void {
  requireName(requestId);
  requireName(proof);
  if (spendNonce !== undefined) requireName(spendNonce);
  for (const { stream, entries } of writes) {
    requireName(stream);
    for (const { type } of entries) requireName(type);
  }
}

function requireName(name: string): void {
  if (USUAL_NAME.test(name) || (NAME.test(name) && name.isWellFormed())) return;
  throw new InvariantViolation(`journal: ${JSON.stringify(name.slice(0, 80))} is no name`);
}

function whole(what: string, value: number): number {
  if (!Number.isSafeInteger(value)) throw new InvariantViolation(`journal: ${what} ${value} is no whole number`);
  return value;
}
