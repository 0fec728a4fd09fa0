import { describe, expect, it } from 'vitest';
import { NO_PINS, pinsOfKeys } from '../../src/verify/pins.ts';
import { verifyRecordBytes } from '../../src/verify/verify-record.ts';
import { randomFrom } from '../faults/random.ts';
import { historyOf, recordOf } from './a-record.ts';
import { secondOpinion } from './second-checker.ts';

/*
 * Every byte of the record of a deployment that really happened is changed, taken out, put in twice and swapped with its neighbour.
 * All places take a quarter of an hour of one core (`npm run campaign:record`), and PLIMSOLL_RECORD=every-8 takes an eighth of them; a
 * seeded sample is looked at in every run.
 */
const ASKED = process.env.PLIMSOLL_RECORD ?? '';
const IS_CAMPAIGN = ASKED === 'every-byte' || /^every-[1-9]\d*$/.test(ASKED);
const STEP = Number(/\d+$/.exec(ASKED)?.[0] ?? 1);
const SAMPLE = 24;

const record = await recordOf(historyOf());
const bytes = Buffer.from(record.text);
const pins = pinsOfKeys([record.verifierKey]) ?? NO_PINS;
const key = Buffer.from(record.key.publicKey, 'base64url');
const random = randomFrom(6);
const below = (limit: number): number => Math.floor(random() * limit);

const places = (): Iterable<number> =>
  IS_CAMPAIGN ? everyOne() : Array.from({ length: SAMPLE }, () => below(bytes.length));

function* everyOne(): Generator<number> {
  for (let at = 0; at < bytes.length; at += STEP) yield at;
}

const without = (at: number, count: number): Buffer =>
  Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]);

const CHANGES: Readonly<Record<string, (at: number) => Buffer>> = {
  changed: (at) => {
    const changed = Buffer.from(bytes);
    changed[at] = ((bytes[at] ?? 0) + 1 + below(255)) % 256;
    return changed;
  },
  'taken out': (at) => without(at, 1),
  'put in': (at) => Buffer.concat([bytes.subarray(0, at), Buffer.from([below(256)]), bytes.subarray(at)]),
  doubled: (at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + 1), bytes.subarray(at)]),
  'swapped with the next': (at) => {
    const changed = Buffer.from(bytes);
    [changed[at], changed[at + 1]] = [bytes[at + 1] ?? 0, bytes[at] ?? 0];
    return at + 1 < bytes.length ? changed : bytes;
  },
};

describe('the record of a deployment', () => {
  it('is sound to both checkers as it was written', () => {
    expect(verifyRecordBytes(bytes, pins)).toMatchObject({ kind: 'ok', pinned: true });
    expect(secondOpinion(bytes, key)).toBeNull();
  });

  it.each(Object.entries(CHANGES))('is sound to neither when one byte was %s, wherever that is', (_what, change) => {
    const missed: string[] = [];
    let looked = 0;
    for (const at of places()) {
      const changed = change(at);
      // Two bytes alike that change places change nothing.
      if (changed.equals(bytes)) continue;
      looked += 1;
      if (verifyRecordBytes(changed, pins).kind === 'ok') missed.push(`the first at ${at}`);
      if (secondOpinion(changed, key) === null) missed.push(`the second at ${at}`);
    }
    expect(missed).toEqual([]);
    expect(looked).toBeGreaterThan(SAMPLE / 2);
  });

  it('is incomplete, after the entries that are whole, wherever it was cut', () => {
    for (const length of places()) {
      const found = verifyRecordBytes(bytes.subarray(0, length), pins);
      expect([length, found]).toMatchObject([length, { kind: 'incomplete' }]);
    }
  });

  it('is altered when a line was taken out, doubled, or swapped with the next', () => {
    const lines = record.text.split(/(?<=\n)/);
    lines.forEach((line, index) => {
      if (!IS_CAMPAIGN && index % 5 !== 0) return;
      const taken = lines.toSpliced(index, 1);
      const doubled = lines.toSpliced(index, 0, line);
      const swapped = lines.toSpliced(index, 2, lines[index + 1] ?? '', line);
      for (const [what, changed] of Object.entries({ taken, doubled, swapped })) {
        const text = changed.join('');
        if (text === record.text) continue;
        const found = verifyRecordBytes(Buffer.from(text), pins);
        expect([index, what, found.kind]).not.toEqual([index, what, 'ok']);
        expect([index, what, secondOpinion(Buffer.from(text), key)]).not.toEqual([index, what, null]);
      }
    });
  });
});
