// Bundles the page into dist/web, unless nothing that it is made of changed since the last time.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const MADE_OF = ['src/web', 'src/chart', 'src/core', 'src/api', 'src/approval', 'src/report', 'scripts/build-page.mjs'];
const out = join(ROOT, 'dist/web');

const stamp = createHash('sha256').update(MADE_OF.map(traceOf).join('\n')).digest('hex');
if (stampOf(out) !== stamp) await bundle();

/** Names, sizes and times of files: as much as tells that something changed. */
function traceOf(place) {
  const path = join(ROOT, place);
  const { isFolder, size, mtimeMs } = lookAt(path);
  if (!isFolder) return `${place} ${size} ${mtimeMs}`;
  return readdirSync(path)
    .sort()
    .map((name) => traceOf(`${place}/${name}`))
    .join('\n');
}

function lookAt(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return { isFolder: found?.isDirectory() ?? false, size: found?.size ?? 0, mtimeMs: found?.mtimeMs ?? 0 };
}

function stampOf(folder) {
  try {
    return readFileSync(join(folder, '.stamp'), 'utf8');
  } catch {
    return null;
  }
}

/** Built aside and moved into place: whoever starts meanwhile finds the old page or the new one, never half of one. */
async function bundle() {
  // Whatever the caller is at: what people are given is built for them.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  const aside = `${out}-${process.pid}`;
  await build({
    configFile: false,
    root: join(ROOT, 'src/web'),
    logLevel: 'warn',
    build: {
      outDir: aside,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      target: 'es2022',
      rolldownOptions: {
        // One file for all rooms: a dozen small ones that share words compress worse by a tenth.
        output: { codeSplitting: { groups: [{ name: 'rooms', test: /src.(web.rooms|chart|core)/ }] } },
        // Packages mark what needs a browser; here everything does.
        onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
      },
    },
  });
  writeFileSync(join(aside, '.stamp'), stamp);
  const before = `${aside}-before`;
  try {
    renameSync(out, before);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  renameSync(aside, out);
  rmSync(before, { recursive: true, force: true });
}
