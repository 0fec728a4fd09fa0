import { z } from 'zod';
import { git } from './git-command.ts';

const TAG = /^v(\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.-]+)?)$/;
const WRITTEN = /^(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)(?:\+[0-9A-Za-z.-]+)?$/;
const Package = z.object({ version: z.string().regex(WRITTEN) });

/** The version of a commit: its nearest tag `v1.2.3`, else package.json of the unit's folder there, else `0.0.0`. */
export async function versionOf(dir: string, prefix: string, commit: string): Promise<string> {
  return (await fromTag(dir, commit)) ?? (await fromPackage(dir, prefix, commit)) ?? '0.0.0';
}

async function fromTag(dir: string, commit: string): Promise<string | undefined> {
  const asked = ['describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*', commit];
  const { exitCode, output } = await git(dir, asked, { answers: [0, 128] });
  return exitCode === 0 ? TAG.exec(output.trim())?.[1] : undefined;
}

async function fromPackage(dir: string, prefix: string, commit: string): Promise<string | undefined> {
  const { exitCode, output } = await git(dir, ['cat-file', 'blob', `${commit}:${prefix}package.json`], {
    answers: [0, 128],
  });
  if (exitCode !== 0) return undefined;
  try {
    return WRITTEN.exec(Package.parse(JSON.parse(output)).version)?.[1];
  } catch {
    // A package.json without a version, or none that can be read, says nothing of it.
    return undefined;
  }
}
