import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ArtifactBuilder } from '../../ports/artifact-builder.ts';
import type { CheckRequest, CheckRunner, RunKind, RunResult } from '../../ports/check-runner.ts';
import { DriverError, type EffectContext } from '../../ports/driver-error.ts';
import type { SourceRepository } from '../../ports/source-repository.ts';
import { aFailedCheck, aPassedCheck } from '../builders.ts';

/** A builder that makes an artifact out of commit and name, in memory. */
export interface InstantBuilder extends ArtifactBuilder {
  /** Reads what was built, as a registry does. */
  read(file: string): Promise<Buffer>;
}

/** Makes a builder that runs no command and takes no time: the same commit gives the same bytes. */
export function instantBuilder(): InstantBuilder {
  const files = new Map<string, Buffer>();
  return {
    kind: 'files',
    build: async ({ spec, outDir, commit }, effect) => {
      stopIf(effect.signal);
      const bytes = Buffer.from(JSON.stringify({ [spec.name]: commit }));
      const file = join(outDir, `${spec.name}.json`);
      files.set(file, bytes);
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      return { name: spec.name, kind: spec.kind, digest, bytes: bytes.length, file, mediaType: 'application/json' };
    },
    read: async (file) => {
      const bytes = files.get(file);
      if (bytes === undefined) throw new DriverError(`${file} was never built`, { retryable: false });
      return bytes;
    },
  };
}

/** Makes a runner whose checks end at once, well unless `says` says otherwise. A repeated effect gets the same result. */
export function instantChecks(says: (request: CheckRequest) => boolean = () => true): CheckRunner {
  const results = new Map<string, RunResult>();
  let epoch = 0;
  const resultOf = (kind: RunKind, passed: boolean): RunResult => ({
    ...(passed ? aPassedCheck(kind === 'verification' || kind === 'down-step' ? 'smoke' : kind) : aFailedCheck()),
    kind,
  });
  return {
    run: async (request: CheckRequest, effect: EffectContext) => {
      stopIf(effect.signal);
      if (effect.epoch < epoch) throw new DriverError(`epoch ${effect.epoch} is over`, { retryable: false });
      epoch = effect.epoch;
      const result = results.get(effect.id) ?? resultOf(request.kind, says(request));
      results.set(effect.id, result);
      return result;
    },
    logTails: async (prefix) =>
      [...results]
        .filter(([effectId]) => effectId.startsWith(prefix))
        .map(([effectId, { kind, passed }]) => ({ effectId, lines: [`${kind} ${passed ? 'passed' : 'failed'}`] })),
  };
}

/** Makes a repository without git: every commit is there, and each follows every other unless `ancestry` says otherwise. */
export function instantSource(
  ancestry: (ancestor: string, descendant: string) => 'descendant' | 'not-descendant' = () => 'descendant',
): SourceRepository {
  return {
    revision: async (_dir, commit) => ({ commit, version: '0.0.0', dirtyPaths: [] }),
    checkout: async ({ commit, outDir }, effect) => {
      stopIf(effect.signal);
      return join(outDir, commit);
    },
    ancestry: async (_dir, ancestor, descendant) => (ancestor === descendant ? 'same' : ancestry(ancestor, descendant)),
    commitsBetween: async () => [],
  };
}

function stopIf(signal: AbortSignal): void {
  if (signal.aborted) throw new DriverError('stopped before it began', { retryable: true, cause: signal.reason });
}
