import { describe, expect, it } from 'vitest';
import { aConfiguration, fixture, load } from './fixtures/configuration.ts';
import { formatProblem } from './problem/format.ts';

const MIB = 1_048_576;

/** A second is promised, on a machine that is known to be quiet; a slow one has room, which what explodes would never find enough. */
const MOST = process.env.PLIMSOLL_QUIET_MACHINE === undefined ? 20 : 1;

/** Seconds of processor time that a piece of work takes: other work on the machine does not count. */
function secondsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1_000_000;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

/** Loads a text that nobody meant well, prints what came of it and gives the codes of its problems. */
function survive(text: string): readonly string[] {
  const loaded = load(text, { SET: 'x' });
  if ('spec' in loaded) return [];
  const { problems } = loaded;
  if (problems.length === 0 || problems.length > 101) throw new Error(`${problems.length} problems`);
  for (const problem of problems) {
    const printed = formatProblem(problem);
    if (printed.length >= 2_000 || CONTROLS.test(printed))
      throw new Error(`not fit to print: ${JSON.stringify(printed)}`);
  }
  return problems.map(({ code }) => code);
}

const repeated = (text: string): string => text.repeat(Math.floor((MIB - 2) / Buffer.byteLength(text)));
const within = (text: string, count: number): string => text.repeat(count);

describe('a file that was made to hurt', () => {
  it.each([
    ['brackets', repeated('[')],
    ['maps in maps', repeated('{a: ')],
    ['dashes', repeated('- ')],
    ['question marks', repeated('? ')],
    ['colons', repeated(': ')],
    ['commas', repeated(',')],
    ['quotes', repeated('"')],
    ['single quotes', repeated("'")],
    ['an endless quotation', `a: "${'x'.repeat(MIB - 10)}`],
    ['an endless word', 'x'.repeat(MIB - 1)],
    ['an endless comment', `#${'x'.repeat(MIB - 2)}`],
    ['blanks', repeated(' ')],
    ['line breaks', repeated('\n')],
    ['carriage returns', repeated('\r')],
    ['tabs', repeated('\t')],
    ['zeros', repeated('\u0000')],
    ['aliases', repeated('*a ')],
    ['anchors', repeated('&a ')],
    ['tags', repeated('!a ')],
    ['directives', repeated('%a\n')],
    ['documents', repeated('---\n')],
    ['block scalars', repeated('|\n')],
    ['block headers', repeated('a: > 2%\n')],
    ['open strings', repeated('a: "x\n')],
    ['keys', repeated('a:\n')],
    ['variables', `a: "${within(`\${A}`, 200_000)}"`],
    ['multi-byte signs', repeated('\u{1f4a3}')],
    ['half signs', repeated('\ud800')],
  ])('is refused within a second: %s', (_, text) => {
    let codes: readonly string[] = [];
    const seconds = secondsOf(() => {
      codes = survive(text);
    });

    expect(codes.length).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(MOST);
  });

  // As large as the limits allow, so that every later step has its most to do.
  it.each([
    ['keys', Array.from({ length: 1_900 }, (_, index) => `key_${index}: 1`).join('\n')],
    ['the same key', within('a: 1\n', 1_900)],
    ['entries', `artifacts: [${within('{}, ', 1_900)}]`],
    ['environments', `environments: {${Array.from({ length: 800 }, (_, index) => `e${index}: {}`).join(', ')}}`],
    [
      'environments that require each other in a circle',
      `environments: {${Array.from({ length: 450 }, (_, index) => `e${index}: {requires: e${(index + 1) % 450}}`).join(', ')}}`,
    ],
    ['mistyped keys', Array.from({ length: 1_900 }, (_, index) => `${'artifact'.repeat(7)}${index}: 1`).join('\n')],
    ['traps', within('- x: * 9 * * 1\n', 33)],
    ['traps of each kind', within(`- x: %5\n- y: > 2%\n- z: [\${X} < 1%]\n- w: @x\n`, 150)],
    ['windows', `blackouts: { windows: [${within('{cron: "* * * * *"},', 900)}] }`],
    ['gates', aConfiguration({ bake: `{ gates: [${within('error_rate < 1%,', 3_000)}] }` })],
    ['a gate', aConfiguration({ bake: `{ gates: ["${within('(error_rate < 1%) and ', 40_000)}"] }` })],
    ['a cron', aConfiguration({ blackouts: `{ windows: [{ cron: "${within('1,', 400_000)}" }] }` })],
    ['a duration', aConfiguration({ bake: `{ duration: "${within('1h', 400_000)}" }` })],
    ['a weight', aConfiguration({ rollout: `{ strategy: canary, stages: [{ weight: "${within('1', 900_000)}" }] }` })],
    ['a name', aConfiguration({ unit: `{ name: ${within('a', 900_000)}, tier: critical }` })],
    [
      'an approver',
      aConfiguration({ checkpoints: `{ production_promotion: { approvers: ["${within('a:', 400_000)}"] } }` }),
    ],
    ['a listener', aConfiguration({ production: `    router: { listen: "${within('1:', 400_000)}" }\n` })],
    ['a date', aConfiguration({ blackouts: `{ windows: [{ from: "${within('1', 900_000)}" }] }` })],
    ['a zone', aConfiguration({ blackouts: `{ timezone: "${within('A/', 400_000)}" }` })],
    [
      'aliases of aliases',
      `a0: &a0 [x, x]\n${Array.from({ length: 48 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`).join('\n')}`,
    ],
    ['quotes in one line', aConfiguration({ staging: `{ ${within('"', 19_000)} }` })],
    ['an alias of much', `a: &a [${within('x, ', 2_000)}]\nb: [${within('*a, ', 99)}]`],
  ])('and within the limits: %s', (_, text) => {
    let codes: readonly string[] = [];
    const seconds = secondsOf(() => {
      codes = survive(text);
    });

    for (const limit of ['file-too-large', 'too-deep', 'too-many-aliases']) expect(codes).not.toContain(limit);
    expect(seconds).toBeLessThan(MOST);
  });

  it('does not change what all objects share', () => {
    survive(
      '__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\nunit: { __proto__: { polluted: 1 } }\n',
    );

    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'])(
    'has no names that mean something by themselves: %s',
    (name) => {
      expect(survive(aConfiguration({ more: `${name}: 1\n` }))).toEqual(['unknown-key']);
      expect(survive(aConfiguration({ unit: `{ name: a, tier: ${name} }` }))).toEqual(['unknown-value']);
    },
  );
});

/** Numbers that look random and are the same every time. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const PIECES = [
  '\n',
  '  ',
  '\t',
  ':',
  ': ',
  '- ',
  '[',
  ']',
  '{',
  '}',
  ',',
  '"',
  "'",
  '#',
  ' #',
  '*',
  '&a ',
  '*a',
  '!x ',
  '%',
  '> 2%',
  '|',
  '@',
  `\${X}`,
  `\${SET}`,
  '${',
  '<<: ',
  '__proto__: ',
  '? ',
  '---\n',
  '...\n',
  '\\',
  '\u0000',
  '\ud800',
  '\u202e',
  '0',
  '-1',
  '1e999',
  'null',
  'true',
  '~',
];

function mutated(text: string, random: () => number): string {
  const at = (): number => Math.floor(random() * (result.length + 1));
  let result = text;
  for (let edits = 1 + Math.floor(random() * 4); edits > 0; edits -= 1) {
    const [from, kind] = [at(), random()];
    const to = Math.min(result.length, from + Math.floor(random() * 30));
    const piece = PIECES[Math.floor(random() * PIECES.length)] ?? '';
    if (kind < 0.35) result = result.slice(0, from) + piece + result.slice(from);
    else if (kind < 0.6) result = result.slice(0, from) + result.slice(to);
    else if (kind < 0.8) result = result.slice(0, from) + piece + result.slice(to);
    else result = result.slice(0, at()) + result.slice(from, to) + result.slice(at());
  }
  return result;
}

it('2 000 mutations of a right file never throw and never take a second', () => {
  const random = numbersFrom(20_261_120);
  const texts = [fixture('smallest.yaml'), fixture('smallest.yaml'), fixture('big-example-built.yaml')];
  const seen = new Map<string, number>();
  let slowest = 0;
  let right = 0;

  for (let round = 0; round < 2_000; round += 1) {
    const text = mutated(texts[round % texts.length] ?? '', random);
    const seconds = secondsOf(() => {
      const codes = survive(text);
      if (codes.length === 0) right += 1;
      for (const code of codes) seen.set(code, (seen.get(code) ?? 0) + 1);
    });
    slowest = Math.max(slowest, seconds);
  }

  expect(slowest).toBeLessThan(MOST);
  // The mutations reach what they are meant to reach: most kinds of problems, and some files that are right all the same.
  expect(right).toBeGreaterThan(20);
  expect(seen.size).toBeGreaterThan(25);
});
