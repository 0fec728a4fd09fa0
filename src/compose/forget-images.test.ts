import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ImagePlace } from '../ports/registry.ts';
import { anEffect } from '../testing/conformance/workspace.ts';
import { memoryRegistry } from '../testing/fakes/memory-registry.ts';
import { forgetting } from './forget-images.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-forget-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const PLACE: ImagePlace = {
  ...{ kind: 'pulled', reference: 'registry.test/shop@sha256:0' },
  ...{ configuration: async () => undefined, login: async () => null },
};

it('an artifact goes from its registry though its engine does not answer, and people are told what is left there', async () => {
  const removed: string[] = [];
  const warnings: string[] = [];
  const registry = {
    ...memoryRegistry(),
    remove: async (_: string, digest: string) => {
      removed.push(digest);
      return 7;
    },
  };
  const images = {
    places: () => [PLACE],
    engines: () => [{ dir, engine: `unix://${join(dir, 'no.sock')}` }],
    warn: (message: string) => warnings.push(message),
  };

  const freed = await forgetting(registry, images).remove?.('shop', 'sha256:0', anEffect('prune/1'));

  expect([freed, removed]).toEqual([7, ['sha256:0']]);
  expect(warnings).toEqual([expect.stringMatching(/registry\.test.* stays in the container engine: .*is not there/)]);
});

it('a registry that is not ours to clear up stays so', () => {
  const { remove: _, ...keeps } = memoryRegistry();

  expect(forgetting(keeps, { places: () => [], engines: () => [], warn: () => undefined })).toBe(keeps);
});
