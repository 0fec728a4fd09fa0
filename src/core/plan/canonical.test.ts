import { describe, expect, it } from 'vitest';
import { canonical } from './canonical.ts';

// RFC 8785, appendix B: the bits of an IEEE 754 double and its text.
const NUMBERS: readonly (readonly [bits: string, text: string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

function doubleOf(bits: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}

class Point {
  readonly x = 1;
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

describe('canonical text', () => {
  it.each(NUMBERS)('writes the double %s as %s', (bits, text) => {
    expect(canonical(doubleOf(bits))).toBe(text);
  });

  it.each([2, 16, 17, 60])('puts %i keys in the order of their UTF-16 code units, however they came', (count) => {
    const keys = Array.from({ length: count }, (_, at) => `${String.fromCharCode(0xffe0 - 37 * at)}${at % 7}\u{1f600}`);
    const inOrder = [...keys].sort();

    for (const came of [keys, [...keys].reverse(), inOrder]) {
      const text = canonical(Object.fromEntries(came.map((key) => [key, 1])));
      expect(text).toBe(`{${inOrder.map((key) => `${JSON.stringify(key)}:1`).join(',')}}`);
    }
  });

  it('writes the numbers, strings and literals of section 3.2.2 of the RFC', () => {
    const value = {
      // biome-ignore lint/correctness/noPrecisionLoss: the RFC's own example has more digits than a double holds
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '€$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    };

    expect(canonical(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('orders keys by UTF-16 code units, as in section 3.2.3 of the RFC', () => {
    const value = {
      '€': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '😀': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      ö: 'Latin Small Letter O With Diaeresis',
    };

    expect(
      Object.values(
        JSON.parse(
          `[${canonical(value)
            .slice(1, -1)
            .replaceAll(/"[^"]*":/gu, '')}]`,
        ),
      ),
    ).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('escapes control characters in their short form where there is one, and nothing else', () => {
    expect(canonical('\b\t\n\f\r\u0000\u001f\u007f\u2028é')).toBe('"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028é"');
  });

  it('orders the keys of nested objects and keeps the order of arrays', () => {
    expect(canonical({ b: [3, { z: 1, a: 2 }, 1], a: {} })).toBe('{"a":{},"b":[3,{"a":2,"z":1},1]}');
  });

  it('leaves out members that are undefined', () => {
    expect(canonical({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it('keeps a member named __proto__ and reads objects without a prototype', () => {
    expect(canonical(JSON.parse('{"__proto__":{"x":1}}'))).toBe('{"__proto__":{"x":1}}');
    expect(canonical(Object.assign(Object.create(null), { b: 1, a: 2 }))).toBe('{"a":2,"b":1}');
  });

  it('is its own canonical form when read back', () => {
    const text = canonical({ é: [1e21, -0, 'x\u0000'], B: { c: null, a: '😀' } });

    expect(canonical(JSON.parse(text))).toBe(text);
  });

  const refused: readonly (readonly [what: string, value: unknown])[] = [
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a lone high surrogate', 'a\ud800'],
    ['a lone low surrogate in a key', { '\udc00': 1 }],
    ['undefined', undefined],
    ['undefined inside an array', [undefined]],
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    ['a hole in an array', [1, , 2]],
    ['a big integer', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a regular expression', /x/],
    ['a map', new Map([['a', 1]])],
    ['an instance of a class', new Point()],
    ['more levels than any value of ours has', nested(129)],
  ];

  it.each(refused)('refuses %s', (_what, value) => {
    expect(() => canonical(value)).toThrow('canonical:');
  });

  it('refuses a circle and takes the deepest value allowed', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;

    expect(() => canonical(circle)).toThrow('circular');
    expect(canonical(nested(128))).toContain('[1]');
  });
});
