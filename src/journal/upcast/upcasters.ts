import type { Entry, Json } from '../../ports/journal.ts';

/** Turns the body of one schema of an event into the body of the next. Pure: old journals must fold alike for ever. */
export type Upcaster = (body: Json) => Json;

/** One type of event: `steps[0]` leads from schema 1 to 2 and so on, so its current schema is one more than it has steps. */
export interface Family {
  readonly type: string;
  readonly steps: readonly Upcaster[];
}

/** An entry that this release cannot read: its stream is quarantined, everything else goes on. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly code: 'unknown-type' | 'newer-schema' | 'unknown-schema' | 'malformed-body';
  readonly seq: number;
  readonly stream: string;
  /** One sentence for people. */
  readonly problem: string;
}

/** An entry in the current shape of its type, or why it has none. */
export type Upcast = { readonly kind: 'current'; readonly entry: Entry } | Unreadable;

/** A family whose shape has never changed. */
export const unchanged = (type: string): Family => ({ type, steps: [] });

/** The function that brings entries of these families into their current shape. It never throws for what an entry holds. */
export function upcasters(families: readonly Family[]): (entry: Entry) => Upcast {
  const steps = new Map(families.map((family) => [family.type, family.steps]));
  return (entry) => {
    const path = steps.get(entry.type);
    if (path === undefined)
      return unreadable(entry, 'unknown-type', `${entry.type} is no event that this release knows`);
    return climb(entry, path);
  };
}

/** The schema that new entries of a family are written with. */
export const currentSchema = (family: Family): number => family.steps.length + 1;

function climb(entry: Entry, path: readonly Upcaster[]): Upcast {
  const current = path.length + 1;
  if (entry.schema > current) {
    const problem = `${entry.type} has schema ${entry.schema}, this release knows ${current}: a newer release wrote it`;
    return unreadable(entry, 'newer-schema', problem);
  }
  if (!Number.isInteger(entry.schema) || entry.schema < 1) {
    return unreadable(entry, 'unknown-schema', `${entry.type} has schema ${entry.schema}, which never was`);
  }
  try {
    const body = path.slice(entry.schema - 1).reduce<Json>((shape, step) => step(shape), entry.body);
    return { kind: 'current', entry: { ...entry, schema: current, body } };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return unreadable(entry, 'malformed-body', `${entry.type} of schema ${entry.schema} has no such body: ${why}`);
  }
}

function unreadable(entry: Entry, code: Unreadable['code'], problem: string): Unreadable {
  return { kind: 'unreadable', code, seq: entry.seq, stream: entry.stream, problem: `entry ${entry.seq}: ${problem}` };
}
