import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** A package that a tree may import, present and empty, so that no wall bites for want of it. */
const PACKAGES = { dependencies: ['zod', 'hono', 'pino'], devDependencies: ['vitest'], undeclared: ['lucky'] };

/** A source tree of its own with the real configurations; `use` runs inside its life. */
export async function withTree<T>(
  files: Readonly<Record<string, string>>,
  use: (tree: string) => Promise<T>,
): Promise<T> {
  const tree = await mkdtemp(join(tmpdir(), 'plimsoll-walls-'));
  try {
    for (const name of Object.values(PACKAGES).flat()) {
      await put(
        tree,
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
      );
      await put(tree, `node_modules/${name}/index.js`, '');
    }
    const declared = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
    const { dependencies, devDependencies } = PACKAGES;
    const manifest = { dependencies: declared(dependencies), devDependencies: declared(devDependencies) };
    await put(tree, 'package.json', JSON.stringify({ name: 'tree', type: 'module', ...manifest }));
    for (const config of ['biome.json', 'tsconfig.base.json', 'scripts/lint', 'src/core/tsconfig.json']) {
      await cp(join(ROOT, config), join(tree, config), { recursive: true });
    }
    for (const [file, text] of Object.entries(files)) await put(tree, file, text);
    return await use(tree);
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

async function put(tree: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(tree, file)), { recursive: true });
  await writeFile(join(tree, file), text);
}

/** What dependency-cruiser says of a tree. */
export interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

/** The import walls, as `./check` runs them. */
export async function cruise(tree: string = ROOT): Promise<Cruise> {
  const config = join(ROOT, '.dependency-cruiser.cjs');
  const bin = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
  return JSON.parse(await output(tree, [join(ROOT, bin), '--config', config, '--output-type', 'json', 'src']));
}

/** The linter's errors in a tree, each as `file:line`. */
export async function lint(tree: string): Promise<readonly string[]> {
  const bin = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const text = await output(tree, [bin, 'lint', '--reporter=json', '--max-diagnostics=none', 'src']);
  const { diagnostics } = JSON.parse(text) as { diagnostics: readonly Diagnostic[] };
  const walls = diagnostics.filter(({ category }) => category === 'plugin' || category.endsWith('noRestrictedGlobals'));
  return walls.map(({ location }) => `${location.path}:${location.start.line}`);
}

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

/** The compiler's words about the core of a tree. */
export const typeCheckCore = (tree: string): Promise<string> =>
  output(tree, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'src/core', '--noEmit', '--pretty', 'false']);

/** What a checker prints. Finding something is an exit code of its own, and not an error here; saying nothing at all is. */
const output = (cwd: string, args: readonly string[]): Promise<string> =>
  new Promise((done, failed) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error !== null && stdout === '') failed(new Error(`${args[0]} said nothing: ${stderr}`, { cause: error }));
      else done(stdout);
    });
  });
