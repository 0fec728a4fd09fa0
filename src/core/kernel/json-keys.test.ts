import { describe, expect, it } from 'vitest';
import { repeatedKey } from './json-keys.ts';

describe('a key of a JSON text', () => {
  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['[{"x":{"b":[1,{"c":1,"d":{},"c":2}]}}]', 'c'],
    ['{"__proto__":{}}', '__proto__'],
    ['{"a":{"__proto__":1}}', '__proto__'],
    ['{"":1,"":2}', ''],
  ])('that stands twice, or means an object’s prototype, is found in %s', (text, key) => {
    expect(repeatedKey(text)).toBe(key);
  });

  it.each([
    '{"a":"a","b":["a","a",{"a":1},{"a":2}],"c":{"a":1,"b":2}}',
    '["a","a"]',
    '"a"',
    '{"a":"\\"a\\":1,\\"a\\":2"}',
    '{"a\\\\":1,"a":2}',
    '[]',
    '1',
  ])('may stand in several objects and as a value: %s', (text) => {
    expect(repeatedKey(text)).toBeUndefined();
  });
});
