import { InvariantViolation } from '../core/kernel/invariant.ts';
import { canonical } from '../core/plan/canonical.ts';
import { type Append, type Entry, type Json, type NewEntry, VersionConflict, type Write } from '../ports/journal.ts';
import { canonicalRecord, linkHash, type Tip } from './chain.ts';

// A longer name is no name; and a NUL would end the text where SQLite reads it back.
const NAME = /^[^\p{Cc}]{1,512}$/u;

/** The entries that an append makes, chained to the tip. Throws VersionConflict; a request that no journal could hold is a bug. */
export function composeEntries(request: Append, tip: Tip, versionOf: (stream: string) => number): Entry[] {
  requireNames(request);
  const versions = new Map<string, number>();
  const entries: Entry[] = [];
  for (const write of request.writes) {
    const base = versions.get(write.stream) ?? versionOf(write.stream);
    requireVersion(write, base);
    for (const [index, fresh] of write.entries.entries()) {
      const last = entries.at(-1) ?? tip;
      entries.push(link(request, write.stream, base + index + 1, fresh, last));
    }
    versions.set(write.stream, base + write.entries.length);
  }
  if (entries.length === 0) throw new InvariantViolation('journal: an append without entries');
  return entries;
}

function link(request: Append, stream: string, version: number, fresh: NewEntry, last: Tip): Entry {
  const unhashed = {
    seq: last.seq + 1,
    stream,
    version,
    epoch: whole('epoch', request.epoch),
    at: whole('at', request.at),
    steady: request.steady,
    principal: ownCopy(request.principal),
    proof: request.proof,
    type: fresh.type,
    schema: whole('schema', fresh.schema),
    body: ownCopy(fresh.body),
  };
  return { ...unhashed, previousHash: last.hash, hash: linkHash(last.hash, canonicalRecord(unhashed)) };
}

// What is given back equals what is read later, and a caller who goes on changing its object changes no record.
function ownCopy<Value extends Json | Append['principal']>(value: Value): Value {
  return JSON.parse(canonical(value));
}

function requireVersion(write: Write, actual: number): void {
  if (write.expectedVersion !== 'any' && write.expectedVersion !== actual) {
    throw new VersionConflict(write.stream, write.expectedVersion, actual);
  }
}

function requireNames(request: Append): void {
  const types = request.writes.flatMap((write) => write.entries.map((fresh) => fresh.type));
  const streams = request.writes.map((write) => write.stream);
  const nonce = request.spendNonce === undefined ? [] : [request.spendNonce];
  for (const name of [request.requestId, request.proof, ...nonce, ...streams, ...types]) {
    if (!NAME.test(name) || !name.isWellFormed()) {
      throw new InvariantViolation(`journal: ${JSON.stringify(name.slice(0, 80))} is no name`);
    }
  }
}

function whole(what: string, value: number): number {
  if (!Number.isSafeInteger(value)) throw new InvariantViolation(`journal: ${what} ${value} is no whole number`);
  return value;
}
