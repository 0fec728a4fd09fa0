import { describe, expect, it } from 'vitest';
import { CST, Lexer } from 'yaml';
import { checkLimits } from './limits.ts';

const codes = (text: string): readonly string[] => checkLimits(text).faults.map(({ code }) => code);

const flow = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const block = (depth: number): string => Array.from({ length: depth }, (_, at) => `${' '.repeat(at)}a:`).join('\n');
const dashes = (depth: number): string => `${'- '.repeat(depth)}a`;
const mixed = (depth: number): string => `${'- '.repeat(depth - 2)}a: { b: 1 }`;

describe('the depth of a file', () => {
  it.each([
    ['brackets', flow],
    ['indentation', block],
    ['dashes', dashes],
    ['all of them', mixed],
  ])('may be 64 by %s and no more', (_, nested) => {
    expect(codes(nested(64))).toEqual([]);
    expect(checkLimits(nested(65))).toMatchObject({ isFatal: true, faults: [{ code: 'too-deep' }] });
  });

  it('counts what is closed again as no depth', () => {
    expect(codes(`a: [${flow(60)}, ${flow(60)}]\nb: ${flow(63)}\n`)).toEqual([]);
    expect(codes(Array.from({ length: 200 }, (_, at) => `k${at}:\n  - x: { y: 1 }`).join('\n'))).toEqual([]);
  });

  it('is not about signs inside texts, comments and blocks of text', () => {
    const signs = '['.repeat(100);

    expect(codes(`a: "${signs}"\nb: '${signs}'\n# ${signs}\nc: |\n  ${signs}\nd: x${signs}\n`)).toEqual([]);
  });
});

describe('the size of a file', () => {
  it('may be 1 MiB and no more', () => {
    const comment = (bytes: number): string => `#${'x'.repeat(bytes - 1)}`;

    expect(codes(comment(1_048_576))).toEqual([]);
    expect(codes(comment(1_048_577))).toEqual(['file-too-large']);
  });

  it('is counted in bytes', () => {
    expect(codes(`#${'é'.repeat(524_288)}`)).toEqual(['file-too-large']);
  });

  it.each([
    ['words and signs', `[${'a,'.repeat(15_000)}]`],
    ['lines', 'a\n'.repeat(30_000)],
  ])('has a limit in %s, too', (_, text) => {
    expect(checkLimits(text)).toMatchObject({ isFatal: true, faults: [{ code: 'file-too-large' }] });
  });
});

describe('before parsing', () => {
  it('100 aliases are allowed and no more', () => {
    const aliases = (count: number): string => `a: &a 1\nb: [${'*a, '.repeat(count)}]`;

    expect(codes(aliases(100))).toEqual([]);
    expect(codes(aliases(101))).toEqual(['too-many-aliases']);
  });

  it('tags and directives are refused where they stand', () => {
    expect(checkLimits('a: !!str 5\nb: !x {}').faults.map(({ range }) => range)).toEqual([
      [3, 8],
      [14, 16],
    ]);
    expect(checkLimits('%YAML 1.1\n---\na: on')).toMatchObject({ isFatal: true, faults: [{ code: 'yaml-directive' }] });
  });

  it('texts that look like them are left alone', () => {
    expect(codes('a: |\n  !x\n  *y\n  %z\nb: "!x *y %z"\nc: a %z !x *y\n')).toEqual([]);
  });

  it('the tokens of a text, without marks, are the text', () => {
    const text = '\ufeffa: |\r\n  x\r\nb: "c\n  d" # e\n? [f, {g: *h}]\n: - i\n...\n---\n!j k';
    const marks = [CST.DOCUMENT, CST.FLOW_END, CST.SCALAR];

    expect([...new Lexer().lex(text)].filter((token) => !marks.includes(token)).join('')).toBe(text);
  });
});
