import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { BREACHES, filesOf } from './boundaries/bad-tree.ts';
import { type Cruise, cruise, lint, typeCheckCore, withTree } from './boundaries/checkers.ts';
import { DOORS } from './boundaries/good-tree.ts';
import { CHANCE, CLOCKS, LAWFUL, OUTSIDE } from './boundaries/impure.ts';

const ROOT = resolve(import.meta.dirname, '..');
// A checker takes seconds; on a machine with much else to do, many.
const PATIENCE = { timeout: 240_000 };
const RULES: readonly { readonly name: string }[] = createRequire(import.meta.url)(
  '../.dependency-cruiser.cjs',
).forbidden;

const biting = ({ summary }: Cruise): readonly string[] =>
  summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);

describe('the import walls', () => {
  let bitten: readonly string[] = [];
  beforeAll(async () => {
    bitten = biting(await withTree(filesOf(BREACHES), cruise));
  }, PATIENCE.timeout);

  it.each(BREACHES)('$wall refuses $file', ({ wall, file }) => {
    expect(bitten).toContain(`${wall} ${file}`);
  });

  it('have each a breach here, so that none can go blind unnoticed', () => {
    const names = RULES.map((rule) => rule.name);

    expect(names.length).toBeGreaterThan(30);
    expect(new Set(BREACHES.map(({ wall }) => wall))).toEqual(new Set(names));
  });

  it('leave every door open that the architecture names', PATIENCE, async () => {
    expect(biting(await withTree(DOORS, cruise))).toEqual([]);
  });

  it('examine every file of src', PATIENCE, async () => {
    const examined = (await cruise()).modules
      .map(({ source }) => source)
      .filter((source) => /^src\/.*\.tsx?$/.test(source));
    const files = readdirSync(resolve(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => /\.tsx?$/.test(file)).map((file) => `src/${file}`);

    expect(sources.length).toBeGreaterThan(100);
    expect(new Set(examined)).toEqual(new Set(sources));
  });
});

describe('the lint walls of the core', () => {
  const bad = [...CLOCKS, ...CHANCE, ...OUTSIDE];
  let found: readonly string[] = [];
  beforeAll(async () => {
    const core = bad.join('\n');
    found = await withTree(
      { 'src/core/bad.ts': core, 'src/core/good.ts': LAWFUL, 'src/core/bad.test.ts': core, 'src/engine/bad.ts': core },
      lint,
    );
  });

  it.each(bad)('refuse %s', (line) => {
    expect(found).toContain(`src/core/bad.ts:${bad.indexOf(line) + 1}`);
  });

  it('bite in the core only, and not in its tests', () => {
    expect(found.filter((place) => !place.startsWith('src/core/bad.ts:'))).toEqual([]);
  });
});

describe('the compiler walls of the core', () => {
  const foreign = ['process.pid', 'setTimeout(() => 0, 1)', 'performance.now()', 'document.title', 'fetch("a")'];
  let said = '';
  beforeAll(async () => {
    const bad = foreign.map((expression, index) => `export const bad${index} = ${expression};\n`).join('');
    const reaching = `import { clock } from '../ports/clock.ts';\nexport const reaching = clock;\n`;
    const files = { 'src/core/bad.ts': bad, 'src/core/reaching.ts': reaching, 'src/core/good.ts': LAWFUL };
    said = await withTree({ ...files, 'src/ports/clock.ts': 'export const clock = 1;\n' }, typeCheckCore);
  });

  it.each(foreign)('know no %s', (expression) => {
    const line = foreign.indexOf(expression) + 1;

    // "Cannot find name": not that it is used wrongly.
    expect(said).toMatch(new RegExp(`^src/core/bad\\.ts\\(${line},21\\): error TS(2304|2580|2584|2591)`, 'm'));
  });

  it('know no file outside the core', () => {
    expect(said).toMatch(/^src\/core\/reaching\.ts\(1,\d+\): error TS6307/m);
  });

  it('let a pure file pass', () => {
    expect(said).not.toContain('good.ts');
  });
});
