import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../core/plan/canonical.ts';
import { isCanonical, roomFor, scanObject } from './canonical-scan.ts';
import { parseCanonical } from './entry-text.ts';

const scanned = (text: string): boolean => isCanonical(Buffer.from(text, 'utf8'));

describe('scanning canonical JSON', () => {
  it('takes whatever canonical text is written', () => {
    const values = fc.jsonValue({ maxDepth: 5, noUnicodeString: false }).filter((value) => {
      const text = JSON.stringify(value);
      return text.isWellFormed() && !/\\ud[89a-f]/i.test(text);
    });
    fc.assert(
      fc.property(values, (value) => scanned(canonical(value))),
      { numRuns: 500 },
    );
  });

  it('takes just the texts that reading and writing again leaves as they are', () => {
    const alphabet = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"a"',
      '"b"',
      '"\\n"',
      '"\\u001f"',
      '"\\u0041"',
      ':',
      ',',
      '1',
      '-0',
      '0',
      '1.50',
      '1.5',
      '1e21',
      '1e+21',
      '0.000001',
      '1e-7',
      '12345678901234567890',
      'true',
      'null',
      ' ',
      '"é"',
      '"\\/"',
    );
    const texts = fc.array(alphabet, { maxLength: 9 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        expect([text, scanned(text)]).toEqual([text, parseCanonical(text) !== undefined]);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['keys out of order', '{"b":1,"a":2}'],
    ['a key twice', '{"a":1,"a":1}'],
    ['a space', '{"a": 1}'],
    ['a needless escape', '"\\u0041"'],
    ['an upper-case escape', '"\\u001F"'],
    ['an escape that has a letter', '"\\u000a"'],
    ['a raw control character', '"\n"'],
    ['a number with a needless zero', '1.0'],
    ['a number with a needless exponent', '1e2'],
    ['minus zero', '-0'],
    ['a leading zero', '01'],
    ['something behind the end', '{}}'],
    ['an end that is missing', '{"a":1'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(scanned(text)).toBe(false);
    expect(parseCanonical(text)).toBeUndefined();
  });

  it('orders keys by UTF-16 and not by bytes', () => {
    const text = canonical({ '\u{1f600}': 1, '\uff5e': 2, '\u00e9': 3, z: 4, 'a"': 5, a: 6 });

    expect(scanned(text)).toBe(true);
    expect(scanned('{"\uff5e":2,"\u{1f600}":1}')).toBe(false);
  });

  it('names the members of an object, and refuses more than there is room for', () => {
    const bytes = Buffer.from('x{"a":[1,2],"b":"c"}y');
    const members = roomFor(2);

    expect(scanObject(bytes, 1, bytes.length - 1, members)).toBe(true);
    expect(members.count).toBe(2);
    expect(bytes.toString('utf8', members.valueStart[0], members.valueEnd[0])).toBe('[1,2]');
    expect(bytes.toString('utf8', members.keyStart[1], members.keyEnd[1])).toBe('b');
    expect(scanObject(bytes, 1, bytes.length - 1, roomFor(1))).toBe(false);
  });
});
