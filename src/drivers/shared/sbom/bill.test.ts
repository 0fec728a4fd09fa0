import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { workspace, writeTree } from '../../../testing/conformance/workspace.ts';
import type { LaidOutImage } from '../artifact/image-layout.ts';
import { billOfFolder } from './bill-of-folder.ts';
import { cycloneDx } from './cyclonedx.ts';
import { seenInImage } from './image-files.ts';
import { inventoryOf } from './inventory.ts';
import { CycloneDxForm } from './testing/cyclonedx-form.ts';

const { signal } = new AbortController();
const INTEGRITY = `sha512-${Buffer.alloc(64, 7).toString('base64')}`;
const json = (value: unknown): string => JSON.stringify(value);

/** A bill that has the form of its format, as a value. */
function readBill(text: string) {
  const bill = CycloneDxForm.parse(JSON.parse(text));
  const told = (name: string) =>
    bill.metadata.properties.filter((one) => one.name === `plimsoll:${name}`).map(({ value }) => value);
  return {
    ...bill,
    purls: bill.components.map(({ purl }) => purl),
    covered: told('covered'),
    not: told('not-covered'),
  };
}

describe('the bill of a folder', () => {
  const space = workspace();

  async function bill(files: Record<string, string>, path = 'app', version = '1.0.0') {
    const sourceDir = await writeTree(await space.path(`source-${version}-${Object.keys(files).length}`), files);
    const spec = { name: 'app', kind: 'files' as const, path, run: null, sbom: 'cyclonedx' as const };
    const request = { spec, sourceDir, outDir: await space.path('out'), version, commit: 'c0ffee' };
    const { sbom } = await billOfFolder(request, join(sourceDir, path));
    return { text: sbom?.text ?? '', components: sbom?.components };
  }

  const INSTALLED = {
    'app/server.js': '',
    'app/node_modules/left/package.json': json({ name: 'left', version: '1.3.0', license: 'MIT' }),
    'app/node_modules/left/lib/package.json': json({ type: 'module' }),
    'app/node_modules/@acme/right/package.json': json({ name: '@acme/right', version: '2.0.0-rc.1+7' }),
    'app/node_modules/left/node_modules/deep/package.json': json({
      name: 'deep',
      version: '0.1.0',
      license: { type: 'ISC' },
    }),
    'app/node_modules/.package-lock.json': json({
      packages: {
        'node_modules/left': { version: '1.3.0', integrity: INTEGRITY },
        'node_modules/@acme/right': { version: '1.9.9', integrity: INTEGRITY },
      },
    }),
    // What is installed counts, and not what a lock file would have installed.
    'app/package-lock.json': json({ packages: { 'node_modules/other': { version: '9.0.0' } } }),
  };

  it('lists each package that is installed, with the hash that npm noted of that very version', async () => {
    const { text, components } = await bill(INSTALLED);

    const read = readBill(text);
    expect(read.purls).toEqual(['pkg:npm/%40acme/right@2.0.0-rc.1%2B7', 'pkg:npm/deep@0.1.0', 'pkg:npm/left@1.3.0']);
    expect(components).toBe(3);
    expect(read.components[2]).toMatchObject({
      hashes: [{ alg: 'SHA-512', content: '07'.repeat(64) }],
      licenses: [{ license: { name: 'MIT' } }],
    });
    expect(read.components[0]).toMatchObject({ group: '@acme', name: 'right' });
    expect(read.components[0]?.hashes).toBeUndefined();
    expect(read.covered).toEqual(['npm packages that are installed under node_modules']);
  });

  it('has the same bytes for the same files, and others for others', async () => {
    const once = await bill(INSTALLED);

    expect((await bill(INSTALLED)).text).toBe(once.text);
    expect(
      (await bill({ ...INSTALLED, 'app/node_modules/new/package.json': json({ name: 'new', version: '1.0.0' }) })).text,
    ).not.toBe(once.text);
  });

  it('tells what a lock file in it locks, where nothing is installed, and which of that is for development', async () => {
    const packages = {
      '': { name: 'shop', version: '1.0.0' },
      'node_modules/used': { version: '1.0.0', integrity: INTEGRITY, license: 'MIT' },
      'node_modules/tried': { version: '2.0.0', dev: true },
      'node_modules/ours': { link: true, resolved: 'packages/ours' },
      'packages/ours': { version: '1.0.0' },
    };
    const { text } = await bill({ 'app/server.js': '', 'app/package-lock.json': json({ packages }) });

    const read = readBill(text);
    expect(read.components.map(({ name, scope }) => [name, scope])).toEqual([
      ['tried', 'excluded'],
      ['used', undefined],
    ]);
    expect(read.covered).toEqual([
      'npm packages that package-lock.json locks; they are not installed in what is shipped',
    ]);
  });

  it('says of a bundle that the lock file beside it tells only what may be in it', async () => {
    const packages = { 'node_modules/used': { version: '1.0.0' } };
    const { text } = await bill({ 'package-lock.json': json({ packages }), 'web/dist/bundle.js': '' }, 'web/dist');

    const read = readBill(text);
    expect(read.purls).toEqual(['pkg:npm/used@1.0.0']);
    expect(read.covered).toEqual([
      'npm packages that package-lock.json locks for the build; whether each is in what is shipped is not known',
    ]);
  });

  it('never claims to be complete, names what it did not look into, and admits when that is everything', async () => {
    const { text, components } = await bill({
      'app/lib/thing-1.0.dist-info/METADATA': 'Name: thing',
      'app/tool.jar': '',
      'app/package-lock.json': json({ lockfileVersion: 1, dependencies: { old: { version: '1.0.0' } } }),
      'app/node_modules/broken/package.json': '{',
      'app/node_modules/unnamed/package.json': json({ version: '1.0.0' }),
    });

    const read = readBill(text);
    expect(components).toBe(0);
    expect(read.compositions).toEqual([{ aggregate: 'incomplete', assemblies: ['artifact:app'] }]);
    expect(read.not).toEqual([
      'node_modules/broken/package.json: it names no package that can be told',
      'node_modules/unnamed/package.json: it names no package that can be told',
      'Python packages: seen in 1 file, not read',
      'Java archives: seen in 1 file, not read',
      'code that was copied, bundled or compiled in: no package manager records it',
    ]);
  });

  it('is made only where it is asked for', async () => {
    const sourceDir = await writeTree(await space.path('plain'), { 'app/server.js': '' });
    const spec = { name: 'app', kind: 'files' as const, path: 'app', run: null };
    const request = { spec, sourceDir, outDir: sourceDir, version: '1.0.0', commit: 'c0ffee' };

    expect(await billOfFolder(request, join(sourceDir, 'app'))).toEqual({});
  });
});

describe('the bill of an image', () => {
  const space = workspace();

  /** An image of these layers: names with their content, `null` for a whiteout. */
  async function image(layers: readonly (Record<string, string> | Buffer)[], compress = true): Promise<LaidOutImage> {
    const folder = await space.path('layers');
    await mkdir(folder, { recursive: true });
    const parts = [];
    for (const layer of layers) {
      const tar = Buffer.isBuffer(layer) ? layer : await tarOf(layer);
      const bytes = compress && !Buffer.isBuffer(layer) ? gzipSync(tar) : tar;
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      await writeFile(join(folder, digest), bytes);
      parts.push({ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size: bytes.length });
    }
    const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: 'sha256:0', size: 0 };
    return {
      config,
      layers: parts,
      digest: 'sha256:0' as LaidOutImage['digest'],
      text: '',
      fileOf: (digest) => join(folder, digest),
    };
  }

  async function tarOf(files: Record<string, string>): Promise<Buffer> {
    const archive = pack();
    for (const [name, content] of Object.entries(files)) {
      if (content.startsWith('-> ')) archive.entry({ name, type: 'link', linkname: content.slice(3) });
      else archive.entry({ name }, content);
    }
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  const bill = async (layers: Parameters<typeof image>[0], compress?: boolean) =>
    readBill(
      cycloneDx(
        { name: 'app', kind: 'container', version: '1.0.0' },
        inventoryOf(await seenInImage(await image(layers, compress), signal)),
      ).text,
    );

  const DEBIAN = {
    'etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\nVERSION_ID="12"\n',
    'var/lib/dpkg/status':
      'Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.36-9+deb12u9\n\n' +
      'Package: gone\nStatus: deinstall ok config-files\nVersion: 1.0\n',
  };

  it('lists what dpkg has installed, for the system that it belongs to, and npm’s packages', async () => {
    const read = await bill([
      DEBIAN,
      { './app/node_modules/left/package.json': json({ name: 'left', version: '1.3.0' }) },
    ]);

    expect(read.purls).toEqual([
      undefined,
      'pkg:deb/debian/libc6@2.36-9%2Bdeb12u9?arch=amd64&distro=debian-12',
      'pkg:npm/left@1.3.0',
    ]);
    expect(read.components[0]).toMatchObject({ type: 'operating-system', name: 'debian', version: '12' });
    expect(read.covered).toEqual(['npm packages that are installed under node_modules', 'packages that dpkg records']);
  });

  it.each([true, false])('lists what apk has installed, layers being compressed: %s', async (compress) => {
    const read = await bill(
      [{ 'lib/apk/db/installed': 'C:Q1\nP:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\n\nP:odd\n' }],
      compress,
    );

    expect(read.purls).toEqual(['pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64']);
  });

  it('lists what is there after the last layer: replaced, taken away, made opaque, linked', async () => {
    const left = (version: string) => json({ name: 'left', version });
    const read = await bill([
      {
        'app/node_modules/left/package.json': left('1.0.0'),
        'app/node_modules/gone/package.json': json({ name: 'gone', version: '1.0.0' }),
        'old/node_modules/hidden/package.json': json({ name: 'hidden', version: '1.0.0' }),
        'old/tool.jar': '',
      },
      {
        'app/node_modules/left/package.json': left('2.0.0'),
        'app/node_modules/.wh.gone': '',
        'old/.wh..wh..opq': '',
        'app/node_modules/twin/package.json': '-> app/node_modules/left/package.json',
      },
    ]);

    expect(read.purls).toEqual(['pkg:npm/left@2.0.0']);
    expect(read.not.join()).not.toContain('Java');
  });

  it('says which layers it could not read', async () => {
    const read = await bill([DEBIAN, Buffer.from('28b52ffd00', 'hex')]);

    expect(read.not[0]).toMatch(/^layer sha256:.*compressed in a way that is not read here$/);
  });
});
