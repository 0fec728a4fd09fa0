import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ProblemError } from '../api/problem.ts';
import type { CommandTargetSpec } from '../core/unit/environment.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { unpackInto } from '../drivers/shared/archive/unpack.ts';
import { secretVersions } from '../drivers/shared/secret-version.ts';
import { gitRepository } from '../drivers/source/git/index.ts';
import type { ToldArtifact, ToldRelease } from '../drivers/target/command/contract.ts';
import type { RuleResult } from '../drivers/target/command/trial/rule.ts';
import { tryCommand } from '../drivers/target/command/trial/run.ts';
import { DriverError, type EffectContext } from '../ports/driver-error.ts';
import { builderOf } from './builders.ts';
import { loadUnit } from './load-unit.ts';

/** What is tried: the command of one environment of a configuration. */
export interface TargetTrial {
  readonly config: string;
  readonly environment: string | undefined;
  readonly onResult: (result: RuleResult) => void;
  /** Is told what goes on before the first result. */
  readonly say: (text: string) => void;
}

/**
 * Tries the command of an environment that nothing is promoted to: builds what the configuration packages, and puts every rule of the
 * exec contract to the command with it. Needs no control plane, and writes nothing but a folder that is gone afterwards.
 */
export async function tryTarget(trial: TargetTrial, signal: AbortSignal): Promise<readonly RuleResult[]> {
  const root = await mkdtemp(join(tmpdir(), 'plimsoll-target-test-'));
  try {
    const unit = await loadUnit(trial.config, secretVersions(join(root, 'versions.key')));
    const { name, spec } = commandOf(unit, trial.environment);
    const cwd = dirname(trial.config);
    trial.say('building what is deployed …');
    const [first, second] = await releasesOf(unit, spec, { root, cwd }, signal);
    const dir = join(root, 'trial');
    await mkdir(dir, { mode: 0o700 });
    const { onResult } = trial;
    return await tryCommand({ dir, cwd, unit: unit.name, environment: name, spec, first, second, onResult }, signal);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const remedy = 'Mend what it names, then try again: plimsoll target test';
    throw new ProblemError('refused', [{ code: 'target-not-tried', message: error.message, remedy }]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function commandOf(
  unit: UnitSpec,
  named: string | undefined,
): { readonly name: string; readonly spec: CommandTargetSpec } {
  const all = Object.values(unit.environments);
  const tryable = all.filter(({ target, requires }) => target.type === 'command' && requires === null);
  const found = named === undefined ? tryable[0] : all.find(({ name }) => name === named);
  const others = tryable.map(({ name }) => `plimsoll target test -e ${name}`).join(' · ');
  if (found === undefined) {
    const message =
      named === undefined
        ? 'No environment has a target of type command that could be tried'
        : `There is no environment ${named}`;
    throw refusal('environment-unknown', message, others || 'Write one: target: { type: command, run: [./deploy] }');
  }
  if (found.target.type !== 'command') {
    const message = `The target of ${found.name} is of type ${found.target.type}; its conformance is tested with Plimsoll itself`;
    throw refusal('target-not-a-command', message, others || 'Write one: target: { type: command, run: [./deploy] }');
  }
  if (found.requires !== null) {
    const message = `The rules move traffic and take ${found.name} out of service, and releases are promoted to it`;
    throw refusal(
      'environment-in-use',
      message,
      others || 'Give the environment that it requires the same command, and try that',
    );
  }
  return { name: found.name, spec: found.target };
}

const refusal = (code: string, message: string, remedy: string): ProblemError =>
  new ProblemError('refused', [{ code, message, remedy }]);

/** Two releases of what is committed: the same artifacts under two names, for a command must tell releases apart. */
async function releasesOf(
  unit: UnitSpec,
  { params }: CommandTargetSpec,
  { root, cwd }: { readonly root: string; readonly cwd: string },
  signal: AbortSignal,
): Promise<readonly [ToldRelease, ToldRelease]> {
  const source = gitRepository();
  const effect = (id: string): EffectContext => ({ id: `trial/${id}`, epoch: 1, signal });
  const { commit, version, dirtyPaths } = await source.revision(cwd, 'HEAD');
  const request = { dir: cwd, commit, dirty: dirtyPaths.length > 0, outDir: join(root, 'source') };
  const sourceDir = await source.checkout(request, effect('checkout'));
  const artifacts: ToldArtifact[] = [];
  for (const spec of unit.artifacts) {
    const outDir = join(root, 'built', spec.name);
    const built = await builderOf(spec.kind).build({ spec, sourceDir, outDir, version, commit }, effect(spec.name));
    const { name, kind, digest } = built;
    const folder = kind === 'container' ? null : join(root, 'unpacked', spec.name);
    if (folder !== null) {
      await mkdir(folder, { recursive: true });
      await unpackInto(built.file, folder, signal);
    }
    artifacts.push({ name, kind, digest, folder });
  }
  const config = { digest: null, params };
  const release = (number: number): ToldRelease => ({
    ...{ id: `rel_trial_${number}`, version: `${version}-trial.${number}`, commit, artifacts, config },
  });
  return [release(1), release(2)];
}
