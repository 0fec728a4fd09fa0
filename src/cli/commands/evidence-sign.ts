import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ProblemError } from '../../api/problem.ts';
import { signStatement } from '../../approval/evidence/sign-statement.ts';
import type { Subject } from '../../core/evidence/statement.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';
import { PREDICATES, type PredicateKind } from '../../core/unit/verification.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { artifactOf, commitOf } from './evidence-subjects.ts';

/** What `evidence sign` is told. */
export interface SignOptions {
  readonly kind: PredicateKind;
  readonly key: string;
  readonly commit: string;
  readonly artifact: readonly string[];
  readonly verifier?: string;
  readonly property: readonly string[];
  readonly builder?: string;
  readonly buildType?: string;
  readonly parameter: readonly string[];
  readonly predicate?: string;
  readonly out?: string;
}

/** Signs a statement about a commit or artifacts, as CI does once it has tested, reviewed or built them. Needs no control plane. */
export async function evidenceSign({ invocation }: Doing, options: SignOptions): Promise<Outcome> {
  const commit = commitOf(options.commit);
  const subjects: readonly Subject[] =
    options.artifact.length === 0
      ? [{ name: 'source', digest: { gitCommit: commit } }]
      : options.artifact.map(artifactOf).map(({ name, digest }) => ({ name, digest: { sha256: digest.slice(7) } }));
  const predicate = options.predicate === undefined ? predicateOf(options, commit) : await written(options.predicate);
  const stated = { subjects, predicateType: PREDICATES[options.kind], predicate };
  const envelope = signStatement(stated, await read(options.key, 'key'));
  if (isRefusal(envelope)) throw new ProblemError('usage', [{ ...problemOf(envelope), path: options.key }]);
  const named = `${options.kind}-${commit.slice(0, 12)}.json`;
  const out = options.out ?? join(dirname(invocation.config), '.plimsoll', 'evidence', named);
  await keep(out, envelope);
  return { exit: EXIT.good, text: `signed: ${out}`, data: { file: out, ...stated } };
}

const problemOf = ({ code, message, remedy }: { code: string; message: string; remedy: string }) => ({
  code,
  message,
  remedy,
});

function predicateOf(options: SignOptions, commit: string): Readonly<Record<string, unknown>> {
  const now = new Date().toISOString();
  switch (options.kind) {
    case 'tests':
      return { result: 'PASSED', configuration: [], finishedOn: now };
    case 'review':
      return { verifier: { id: flag('verifier', options.verifier) }, timeCreated: now, properties: options.property };
    case 'summary': {
      const verifier = { id: flag('verifier', options.verifier) };
      const resourceUri = `urn:git:${commit}`;
      const verified = { verificationResult: 'PASSED', verifiedLevels: options.property };
      return { verifier, timeVerified: now, resourceUri, policy: {}, ...verified };
    }
    case 'provenance':
      return {
        buildDefinition: {
          buildType: flag('build-type', options.buildType),
          externalParameters: Object.fromEntries(options.parameter.map(pairOf)),
          internalParameters: {},
          resolvedDependencies: [{ name: 'source', digest: { gitCommit: commit } }],
        },
        runDetails: { builder: { id: flag('builder', options.builder) }, metadata: { finishedOn: now } },
      };
  }
}

function flag(name: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw new ProblemError('usage', [
    {
      code: `${name}-missing`,
      message: `This kind needs --${name}`,
      remedy: `Add: --${name} URI, or --predicate FILE`,
    },
  ]);
}

function pairOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new ProblemError('usage', [
    { code: 'parameter-unclear', message: `${text} is no parameter`, remedy: 'Write --parameter NAME=VALUE' },
  ]);
}

async function written(file: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await read(file, 'predicate');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below: what cannot be read is no object either.
  }
  throw new ProblemError('usage', [
    {
      code: 'predicate-unreadable',
      message: `${file} is no JSON object`,
      remedy: 'Name a file with the predicate',
      path: file,
    },
  ]);
}

async function read(file: string, what: string): Promise<string> {
  try {
    return await readFile(resolve(file), 'utf8');
  } catch (error) {
    const message = `The ${what} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new ProblemError('usage', [
      { code: `${what}-unreadable`, message, remedy: `Name a file: --${what} FILE`, path: file },
    ]);
  }
}

async function keep(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, text);
  } catch (error) {
    const message = `The statement cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    throw new ProblemError('refused', [
      { code: 'out-not-writable', message, remedy: 'Name another file: --out FILE', path: file },
    ]);
  }
}
