import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SourceText } from './problem/source-text.ts';
import { variablesFrom } from './variables.ts';
import { readYaml } from './yaml/read.ts';
import { keysAt, textAt } from './yaml/written.ts';

/** What the head of a configuration file says, whether or not the rest of it is right. */
export interface UnitFile {
  /** Absolute. */
  readonly file: string;
  readonly unit: string | null;
  readonly environments: readonly string[];
  /** The control plane that it names, with the line. */
  readonly server: { readonly value: string; readonly line: number } | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration files of a folder: `plimsoll.yaml` and `plimsoll.NAME.yaml`, in that order. */
export async function unitFilesIn(dir: string, env: Environment): Promise<readonly UnitFile[]> {
  const names = await readdir(dir).catch(() => []);
  const ours = names.filter((name) => /^plimsoll(?:\.[\w-]+)?\.yaml$/.test(name));
  const sorted = ours.toSorted((one, other) => Number(other === 'plimsoll.yaml') - Number(one === 'plimsoll.yaml'));
  const found = await Promise.all(sorted.map((name) => unitFile(join(dir, name), env)));
  return found.filter((one) => one !== undefined);
}

/** The head of one configuration file; undefined where there is none. */
export async function unitFile(file: string, env: Environment): Promise<UnitFile | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const source = new SourceText(text, basename(file));
  const { root, places } = readYaml(source, variablesFrom(env).fill);
  const server = textAt(root, ['server']);
  const range = places?.find(['server'])?.value;
  return {
    file,
    unit: textAt(root, ['unit', 'name']) ?? null,
    environments: keysAt(root, ['environments']),
    server:
      server === undefined ? null : { value: server, line: range === undefined ? 1 : source.position(range[0]).line },
  };
}
