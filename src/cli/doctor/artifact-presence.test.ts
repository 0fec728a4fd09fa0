import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPresent } from './artifact-presence.ts';

let registry: string;
let layer: string;
let manifest: string;
const fileOf = (digest: string): string => join(registry, 'blobs', 'sha256', digest.slice('sha256:'.length));

function store(text: string): string {
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  writeFileSync(fileOf(digest), text);
  return digest;
}

beforeEach(() => {
  registry = mkdtempSync(join(tmpdir(), 'plimsoll-registry-'));
  mkdirSync(join(registry, 'blobs', 'sha256'), { recursive: true });
  layer = store('the archive');
  manifest = store(JSON.stringify({ config: { digest: store('{}') }, layers: [{ digest: layer }] }));
});
afterEach(() => rmSync(registry, { recursive: true }));

describe('an artifact is present', () => {
  it('when its manifest and all it names are there', async () => {
    expect(await isPresent(registry, manifest)).toBe(true);
  });

  it('not when its archive is gone', async () => {
    rmSync(fileOf(layer));

    expect(await isPresent(registry, manifest)).toBe(false);
  });

  it('not when a byte of its archive changed', async () => {
    writeFileSync(fileOf(layer), 'the archivf');

    expect(await isPresent(registry, manifest)).toBe(false);
  });

  it('not under a digest of something else, or of nothing', async () => {
    expect(await isPresent(registry, layer)).toBe(false);
    expect(await isPresent(registry, `sha256:${'0'.repeat(64)}`)).toBe(false);
    expect(await isPresent(registry, '../../etc/passwd')).toBe(false);
  });
});
