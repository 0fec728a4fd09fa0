import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProblemError } from '../../src/api/problem.ts';
import { aConfiguration, load } from '../../src/config/fixtures/configuration.ts';
import { isName } from '../../src/core/kernel/id.ts';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../api/control-plane.ts';

/** What looks like another name, or means something to a file system, an object, a shell or a URL. */
const UNFIT = [
  // Homoglyphs and other forms of the same sign.
  ...[
    'pr\u043eduction',
    'produ\u0441tion',
    'st\u0430ging',
    '\uff50roduction',
    'product\u0131on',
    'caf\u00e9',
    'cafe\u0301',
    'stag\u200bing',
    'staging\u00a0',
  ],
  // Case, and what folds to a plain letter.
  ...['Production', 'PRODUCTION', 'sta\u212aing', '\u017ftaging', 'stra\u00dfe'],
  // Dots, blanks and paths.
  ...[
    '.',
    '..',
    '...',
    '.git',
    ' production',
    'production ',
    'a/b',
    'a\\b',
    '../x',
    '/etc',
    'c:',
    'a:b',
    '~',
    '%2e%2e',
    'a%2fb',
  ],
  // Objects, shells, and nothing.
  ...['__proto__', '', '-rf', '_', '$HOME', 'a b', 'a\nb', 'a\0b', '*', 'a?', 'a#b', "a'b", 'a"b', 'x'.repeat(64)],
];

/** Fit names that an object knows by itself. */
const INHERITED = ['constructor', 'valueof', 'tostring', 'hasownproperty'];
/** The same as they are spelled, for places where a name is looked up that nobody declared. */
const LOOKED_UP = [
  'constructor',
  'valueOf',
  'toString',
  'hasOwnProperty',
  '__proto__',
  '__defineGetter__',
  'isPrototypeOf',
];

describe('a name', () => {
  it.each(UNFIT)('is refused: %j', (name) => {
    expect(isName(name)).toBe(false);
  });

  it.each(['production', 'eu-west-1', 'a', '0', 'v1.2_x', 'x'.repeat(63), ...INHERITED])('is let in: %j', (name) => {
    expect(isName(name)).toBe(true);
  });

  it.each(UNFIT)('of a unit or an artifact that looks like another is refused in the configuration: %j', (name) => {
    const quoted = JSON.stringify(name);

    expect('spec' in load(aConfiguration({ unit: `{ name: ${quoted}, tier: critical }` }))).toBe(false);
    expect('spec' in load(aConfiguration({ artifacts: `[{ name: ${quoted}, type: files, path: app }]` }))).toBe(false);
  });

  it('is let in there when it is fit', () => {
    expect('spec' in load(aConfiguration({ unit: '{ name: shop, tier: critical }' }))).toBe(true);
  });
});

describe('a name that nobody declared', () => {
  let here: ControlPlaneOnBench;
  beforeAll(async () => {
    here = await aControlPlane();
    await here.enrol();
  });
  afterAll(() => here.close());

  const codeOf = async (asked: Promise<unknown>): Promise<string> => {
    try {
      await asked;
      return 'answered';
    } catch (error) {
      if (error instanceof ProblemError) return error.problems[0]?.code ?? '';
      throw error;
    }
  };

  it.each([...UNFIT, ...LOOKED_UP])('finds nothing, whatever it is spelled like: %j', async (name) => {
    const { plane } = here;
    const before = await here.journal.head();
    const place = { unit: 'checkout', environment: name };

    const codes = {
      open: await codeOf(plane.open({ ...REQUEST, environment: name })),
      plan: await codeOf(plane.plan({ ...REQUEST, environment: name } as never)),
      policy: await codeOf(plane.policy({ config: REQUEST.config, environment: name })),
      hold: await codeOf(plane.holdEnvironment(place, 'x')),
      look: await codeOf(plane.environment(place)),
      unit: await codeOf(plane.environment({ unit: name, environment: 'production' })),
      deployment: await codeOf(plane.get(name)),
      gate: await codeOf(
        plane.tryGate({ config: REQUEST.config, environment: name, gate: 'error_rate < 1%' } as never),
      ),
    };

    for (const [what, code] of Object.entries(codes)) {
      expect(code, what).toMatch(
        /^(environment-unknown|no-such-[a-z]+|request-malformed|answer-unreadable|http-\d+|[a-z-]+-unknown)$/,
      );
    }
    expect(await here.journal.head()).toEqual(before);
  });

  it('is refused where one that was declared is taken', async () => {
    expect(await codeOf(here.plane.policy({ config: REQUEST.config, environment: 'production' }))).toBe('answered');
  });
});
