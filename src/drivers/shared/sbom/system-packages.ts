import { purlOf, type ShippedPackage } from './package.ts';
import type { TellingFiles } from './telling-file.ts';

const SYSTEM_NAME = /^ID=["']?([A-Za-z0-9._-]+)/m;
const SYSTEM_VERSION = /^VERSION_ID=["']?([A-Za-z0-9._-]+)/m;

/** The operating system in a tree, as its `os-release` calls it. */
export function systemIn(files: TellingFiles): { readonly name: string; readonly version: string } | undefined {
  const text = (files.get('etc/os-release') ?? files.get('usr/lib/os-release'))?.toString('utf8');
  if (text === undefined) return undefined;
  const name = SYSTEM_NAME.exec(text)?.[1];
  return name === undefined ? undefined : { name, version: SYSTEM_VERSION.exec(text)?.[1] ?? '' };
}

/** The packages that dpkg has installed, also where each has a file of its own. */
export function debianPackages(files: TellingFiles): readonly ShippedPackage[] | undefined {
  const records = [...files].filter(
    ([name]) =>
      name === 'var/lib/dpkg/status' || (name.startsWith('var/lib/dpkg/status.d/') && !name.endsWith('.md5sums')),
  );
  if (records.length === 0) return undefined;
  const system = systemIn(files);
  const distro = system === undefined ? '' : `${system.name}-${system.version}`;
  return records
    .flatMap(([, bytes]) => stanzas(bytes, /^([A-Za-z-]+): (.*)$/))
    .flatMap((said) => {
      const [name, version] = [said.get('Package'), said.get('Version')];
      const status = said.get('Status');
      if (name === undefined || version === undefined) return [];
      if (status !== undefined && !status.endsWith(' installed')) return [];
      const arch = said.get('Architecture') ?? '';
      return [{ purl: purlOf('deb', system?.name ?? 'debian', { name, version }, { arch, distro }), name, version }];
    });
}

/** The packages that apk has installed. */
export function alpinePackages(files: TellingFiles): readonly ShippedPackage[] | undefined {
  const bytes = files.get('lib/apk/db/installed') ?? files.get('usr/lib/apk/db/installed');
  if (bytes === undefined) return undefined;
  const system = systemIn(files);
  const distro = system === undefined ? '' : `${system.name}-${system.version}`;
  return stanzas(bytes, /^([A-Za-z]):(.*)$/).flatMap((said) => {
    const [name, version, license] = [said.get('P'), said.get('V'), said.get('L')];
    if (name === undefined || version === undefined) return [];
    const purl = purlOf('apk', system?.name ?? 'alpine', { name, version }, { arch: said.get('A') ?? '', distro });
    return [{ purl, name, version, ...(license === undefined ? {} : { license }) }];
  });
}

/** Paragraphs of `key: value` lines; lines that go on with another one are left out. */
function stanzas(bytes: Buffer, line: RegExp): readonly ReadonlyMap<string, string>[] {
  return bytes
    .toString('utf8')
    .split(/\n\n+/)
    .map((paragraph) => {
      const said = new Map<string, string>();
      for (const text of paragraph.split('\n')) {
        const [, key, value] = line.exec(text) ?? [];
        if (key !== undefined && value !== undefined && !said.has(key)) said.set(key, value.trim());
      }
      return said;
    });
}
