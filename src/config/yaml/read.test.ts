import { describe, expect, it } from 'vitest';
import { SourceText } from '../problem/source-text.ts';
import { type Reading, readYaml } from './read.ts';

const read = (text: string): Reading => readYaml(new SourceText(text, 'plimsoll.yaml'), (value) => value);

const codes = (text: string): readonly string[] => read(text).faults.map(({ code }) => code);

describe('what is read from YAML', () => {
  it('is plain values without a prototype', () => {
    const { root, faults } = read('a: { b: [1, true, null, "x", on, 1.5] }\nconstructor: 2\n');

    expect(faults).toEqual([]);
    expect(JSON.stringify(root)).toBe('{"a":{"b":[1,true,null,"x","on",1.5]},"constructor":2}');
    expect(Object.getPrototypeOf(root)).toBeNull();
  });

  it('has names for keys, whatever they look like', () => {
    expect(JSON.stringify(read('1: a\non: b\nnull: c\n1.10: d\n').root)).toBe(
      '{"1":"a","on":"b","null":"c","1.10":"d"}',
    );
  });

  it('follows aliases to the last value of that name', () => {
    expect(JSON.stringify(read('a: &x 1\nb: *x\nc: &x { d: 2 }\ne: [*x, *x]\n').root)).toBe(
      '{"a":1,"b":1,"c":{"d":2},"e":[{"d":2},{"d":2}]}',
    );
  });

  it('never touches what all objects share', () => {
    const faults = codes('__proto__: { polluted: 1 }\na: { __proto__: { polluted: 1 } }\n? "__proto__"\n: 1\n');

    expect(faults).toEqual(['yaml-key', 'yaml-key', 'yaml-key']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('refused in YAML', () => {
  it.each([
    ['a key that stands twice', 'a: 1\nb: 2\na: 3\n', 'duplicate-key'],
    ['a merge key', 'x: &x { a: 1 }\ny:\n  <<: *x\n', 'yaml-merge-key'],
    ['a key that is no word', '[a, b]: 1\n', 'yaml-key'],
    ['a tag', 'a: !!binary aGk=\n', 'yaml-tag'],
    ['a tag of its own', 'a: !js/function x\n', 'yaml-tag'],
    ['a directive', '%YAML 1.1\n---\na: yes\n', 'yaml-directive'],
    ['an alias without a name to go to', 'a: *b\n', 'yaml-alias'],
    ['a zero character', 'a: "x\\0y"\n', 'control-character'],
    ['a second document', 'a: 1\n---\nb: 2\n', 'yaml-syntax'],
    ['a tab that indents', 'a:\n\tb: 1\n', 'yaml-syntax'],
    ['an open bracket', 'a: [1, 2\n', 'yaml-syntax'],
  ])('%s', (_, text, code) => {
    expect(codes(text)).toContain(code);
  });

  it('a duplicate key names both of its lines', () => {
    const [fault] = read('a: 1\nb: 2\na: 3\n').faults;

    expect(fault).toMatchObject({ range: [10, 11], earlier: { range: [0, 1] } });
  });
});

describe('aliases that stand for more than the file', () => {
  it.each([
    [
      'a laugh that doubles with every line',
      `a0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`).join('\n')}\n`,
    ],
    ['a list that holds itself', 'a: &a [*a, *a]\n'],
    ['a map that holds itself', 'a: &a { b: *a, c: *a }\n'],
    ['two that hold each other', 'a: &a { b: &b [*a, *b] }\n'],
  ])('are stopped: %s', (_, text) => {
    expect(codes(text)).toEqual(['alias-bomb']);
  });
});

describe('a trap of the format', () => {
  it.each([
    ['cron: * 9 * * 1\n', 'yaml-alias', '* 9 * * 1', 'quote it: "* 9 * * 1"'],
    ['cron: */5 * * * *   # often\n', 'yaml-alias', '*/5 * * * *', 'quote it: "*/5 * * * *"'],
    ['w: [{ cron: * 9 * * 1, duration: 4h }]\n', 'yaml-alias', '* 9 * * 1', 'quote it: "* 9 * * 1"'],
    ['rollback_trigger: > 2%\n', 'yaml-block-scalar', '> 2%', 'name the metric: rollback_trigger: error_rate > 2%'],
    [
      'a: { rollback_trigger: > 2% }\n',
      'yaml-block-scalar',
      '> 2%',
      'name the metric: rollback_trigger: error_rate > 2%',
    ],
    ['rollback_trigger: >2%\n', 'yaml-block-scalar', '>2%', 'name the metric: rollback_trigger: error_rate >2%'],
    ['r:\n  error_rate: > 2%\n', 'yaml-block-scalar', '> 2%', 'write  error_rate: 2%'],
    ['r:\n  latency_p99: >= 800ms\n', 'yaml-block-scalar', '>= 800ms', 'write  latency_p99: 800ms'],
    ['run: | echo hi\n', 'yaml-block-scalar', '| echo hi', 'quote it: "| echo hi"'],
    ['weight: %5\n', 'yaml-percent', '%5', 'write 5%'],
    ['s: [{ weight: %5, duration: 10m }]\n', 'yaml-percent', '%5', 'write 5%'],
    ['- weight: %x\n', 'yaml-percent', '%x', 'quote it: "%x"'],
    ['cron: @daily\n', 'yaml-reserved', '@daily', 'quote it: "@daily"'],
    [
      `gates: [\${X} < 1%]\n`,
      'yaml-variable',
      `\${X} < 1%`,
      'write the number, for gates hold no variables; any other text: quote it',
    ],
    [
      `gates: [a < 1%, error_rate < \${X}%, b < 2]\n`,
      'yaml-variable',
      `error_rate < \${X}%`,
      'write the number, for gates hold no variables; any other text: quote it',
    ],
  ])('has words of its own: %j', (text, code, marked, remedy) => {
    const { faults } = read(
      `first: 1\n${text}last: 2\n`.replace(/^first: 1\n(?=-)/, '').replace(/^(-.*\n)last: 2\n$/, '$1'),
    );

    const found = faults.map((fault) => ({ ...fault, range: null }));
    expect(found).toMatchObject([{ code, remedy }]);
    expect(faults[0]?.message).toContain(code === 'yaml-block-scalar' ? marked[0] : marked.slice(0, 5));
  });

  it('is stepped over, so that the rest of the file is read in the same pass', () => {
    const { root, faults } = read('cron: * 9 * * 1\nweight: %5\na: { error_rate: > 2%, b: 1 }\nlast: x\n');

    expect(faults.map(({ code }) => code)).toEqual(['yaml-alias', 'yaml-percent', 'yaml-block-scalar']);
    expect(root).toMatchObject({ a: { b: 1 }, last: 'x' });
  });

  it('is no trap inside quotes, comments and blocks of text', () => {
    expect(codes('a: "* 9 * * 1"\nb: \'> 2%\' # c: %5\nd: |\n  e: * 1 2\n  f: > 2%\ng: x %5 > 2 * 3\n')).toEqual([]);
  });

  it('does not hide an error that is none', () => {
    expect(codes('a: [1, 2\nb: %5\n')).toContain('yaml-syntax');
  });
});
