import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Part = z.object({ digest: z.string() });
const Manifest = z.object({ config: Part, layers: z.array(Part).min(1) });

const HEX = /^sha256:([0-9a-f]{64})$/;

/** Whether an artifact is in this registry folder whole: its manifest and all it names, read and hashed, not believed. */
export async function isPresent(registry: string, digest: string): Promise<boolean> {
  if (!(await isWhole(registry, digest))) return false;
  try {
    const manifest = Manifest.parse(JSON.parse(await readFile(fileOf(registry, digest), 'utf8')));
    const parts = [manifest.config, ...manifest.layers];
    const whole = await Promise.all(parts.map((part) => isWhole(registry, part.digest)));
    return whole.every(Boolean);
  } catch {
    // Its bytes are those of the digest, and yet it is no manifest that we could use.
    return false;
  }
}

const fileOf = (registry: string, digest: string): string =>
  join(registry, 'blobs', 'sha256', HEX.exec(digest)?.[1] ?? 'none');

async function isWhole(registry: string, digest: string): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(fileOf(registry, digest))) hash.update(chunk);
  } catch {
    return false;
  }
  return `sha256:${hash.digest('hex')}` === digest;
}
