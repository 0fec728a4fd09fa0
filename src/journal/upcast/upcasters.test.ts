import { describe, expect, it } from 'vitest';
import type { Entry, Json } from '../../ports/journal.ts';
import { anAppend, aWrite } from '../../testing/conformance/journal.ts';
import { GENESIS } from '../chain.ts';
import { composeEntries } from '../compose-entries.ts';
import { currentSchema, type Family, unchanged, upcasters } from './upcasters.ts';

function members(body: Json): { readonly [key: string]: Json } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Error('no members');
  return body as { readonly [key: string]: Json };
}

// Schema 1 had the weight as a text, schema 2 in percent, schema 3 in tenths of a percent and with a reason.
const SHIFTED: Family = {
  type: 'Shifted',
  steps: [
    (body) => ({ ...members(body), weight: Number.parseInt(String(members(body).weight), 10) }),
    (body) => ({ weight: Number(members(body).weight) * 10, reason: 'unknown before schema 3' }),
  ],
};

const upcast = upcasters([SHIFTED, unchanged('Happened')]);

function anEntry(given: Partial<Entry>): Entry {
  const [entry] = composeEntries(anAppend({ writes: [aWrite('dep_1')] }), GENESIS, () => 0);
  if (entry === undefined) throw new Error('one was asked for');
  return { ...entry, ...given };
}

describe('upcasting', () => {
  it('leads an entry of every older schema to the current shape', () => {
    const current = { weight: 250, reason: 'unknown before schema 3' };

    const first = upcast(anEntry({ type: 'Shifted', schema: 1, body: { weight: '25 %' } }));
    const second = upcast(anEntry({ type: 'Shifted', schema: 2, body: { weight: 25 } }));

    expect(first).toMatchObject({ kind: 'current', entry: { schema: 3, body: current } });
    expect(second).toMatchObject({ kind: 'current', entry: { schema: 3, body: current } });
    expect(currentSchema(SHIFTED)).toBe(3);
  });

  it('leaves an entry of the current schema as it is', () => {
    const entry = anEntry({ type: 'Shifted', schema: 3, body: { weight: 5, reason: 'stage' } });
    const other = anEntry({ body: ['anything'] });

    expect(upcast(entry)).toEqual({ kind: 'current', entry });
    expect(upcast(other)).toEqual({ kind: 'current', entry: other });
  });

  it('does not touch the entry that was read', () => {
    const entry = anEntry({ type: 'Shifted', schema: 1, body: { weight: '25 %' } });

    upcast(entry);

    expect(entry).toMatchObject({ schema: 1, body: { weight: '25 %' } });
  });

  it.each([
    ['newer-schema', { type: 'Shifted', schema: 4 }],
    ['unknown-type', { type: 'Teleported', schema: 1 }],
    ['unknown-schema', { type: 'Shifted', schema: 0 }],
    ['malformed-body', { type: 'Shifted', schema: 1, body: null }],
  ])('names the problem %s with entry and stream instead of throwing', (code, given) => {
    expect(upcast(anEntry(given))).toMatchObject({
      kind: 'unreadable',
      code,
      seq: 1,
      stream: 'dep_1',
      problem: expect.stringContaining('entry 1:'),
    });
  });
});
