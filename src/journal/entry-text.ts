import { canonical } from '../core/plan/canonical.ts';
import type { Principal, Proof } from '../core/principal/principal.ts';
import type { Entry, Json } from '../ports/journal.ts';
import type { Damaged, Tip } from './chain.ts';
import { readClosing, type SignedClosing } from './closing.ts';

/** The line of an entry in an exported record. */
export const entryLine = (entry: Entry): string => canonical(entry);

/** The last line of an exported record. */
export const headLine = (head: Tip): string => canonical({ head: { seq: head.seq, hash: head.hash } });

/** Reads a line of an exported record. Only the one canonical text is taken: nothing can hide beside it. */
export function readLine(
  line: string,
): { readonly entry: Entry } | { readonly head: Tip } | { readonly closing: SignedClosing } | Damaged {
  const value = parseCanonical(line);
  if (value === undefined) return { damaged: 'a line that is not canonical JSON' };
  const closing = readClosing(value);
  if (closing !== undefined) return { closing };
  const head = membersOf(value)?.head;
  return head === undefined ? readEntryLine(value) : readHead(head);
}

/** The JSON value of a text, unless the text is anything but the canonical form of that value. */
export function parseCanonical(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return canonical(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** An entry from its members, or what is wrong with them. */
export function readEntry(members: Readonly<Record<string, unknown>>, principal: Json, body: Json): Entry | Damaged {
  const { seq, stream, version, epoch, at, steady, proof, type, schema, previousHash, hash } = members;
  if (!isCount(seq) || !isCount(version) || !isCount(schema) || !isCount(epoch) || !isCount(at)) {
    return { damaged: 'a number of it is no whole number' };
  }
  if (!isNumber(steady) || !isText(stream) || !isText(type) || !isText(hash) || !isText(previousHash)) {
    return { damaged: 'a part of it is missing or of the wrong kind' };
  }
  if (!isPrincipal(principal) || !isProof(proof)) return { damaged: 'its principal or proof cannot be read' };
  return { seq, stream, version, epoch, at, steady, principal, proof, type, schema, body, previousHash, hash };
}

function readEntryLine(value: Json): { readonly entry: Entry } | Damaged {
  const members = membersOf(value);
  if (members?.principal === undefined || members.body === undefined) return { damaged: 'a line that is no entry' };
  const entry = readEntry(members, members.principal, members.body);
  if ('damaged' in entry) return entry;
  // A member that nobody reads is under no hash.
  return entryLine(entry) === canonical(value) ? { entry } : { damaged: 'a line with members that no entry has' };
}

function readHead(value: Json): { readonly head: Tip } | Damaged {
  const members = membersOf(value);
  if (members === undefined || !isCount(members.seq) || !isText(members.hash))
    return { damaged: 'a head that is none' };
  return { head: { seq: members.seq, hash: members.hash } };
}

function membersOf(value: Json): Readonly<Record<string, Json>> | undefined {
  return isMembers(value) ? value : undefined;
}

const isMembers = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value);

const isNumber = (value: unknown): value is number => Number.isFinite(value);

const isText = (value: unknown): value is string => typeof value === 'string';

// Kinds and proofs of a later release stay readable here; the hash covers them whatever they are called.
/** Whether a value says who asked. */
export const isPrincipal = (value: Json): value is Json & Principal =>
  isMembers(value) && isText(value.kind) && isText(value.name);

const isProof = (value: unknown): value is Proof => isText(value);
