import { dirname } from 'node:path';
import type { AdoptionRequest } from '../api/environments.ts';
import { type Prebuilt, readPrebuilt } from '../core/evidence/prebuilt.ts';
import type { Digest, ReleaseId } from '../core/kernel/id.ts';
import { isRefusal, refuse } from '../core/kernel/refusal.ts';
import { NONE } from '../core/kernel/weight.ts';
import { canonical } from '../core/plan/canonical.ts';
import type { Artifact } from '../core/unit/artifact.ts';
import type { EnvironmentSpec } from '../core/unit/environment.ts';
import type { Release } from '../core/unit/release.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { configsOf } from '../engine/effects/build.ts';
import type { Registry } from '../ports/registry.ts';
import type { Instance } from '../ports/target.ts';
import { adopting } from './adopting.ts';
import type { ServiceParts } from './parts.ts';
import { refused } from './refused.ts';

/** A release that runs already, and whether only an approver says which artifacts it is. */
interface AdoptedRelease {
  readonly release: Release;
  readonly unverified: boolean;
}

/** Makes a release of what target and router show, and of what somebody says of its commit. */
export async function adoptedRelease(
  parts: ServiceParts,
  { spec, environment }: { readonly spec: UnitSpec; readonly environment: EnvironmentSpec },
  { config, reference, artifacts: texts }: AdoptionRequest,
): Promise<AdoptedRelease> {
  const { drivers, ending } = parts;
  const target = drivers.target(spec.name, environment, spec.registry);
  adopting(target);
  const { traffic } = await drivers.router(spec.name, environment).observe(ending);
  const { instances } = await target.observe(ending);
  const running = instances.filter(({ alive }) => alive);
  const stable = aloneIn(running, environment.name, traffic.kind === 'split' && traffic.candidate === NONE);
  const named = readPrebuilt(texts, spec);
  if (isRefusal(named)) throw refused(named);
  const digests = stable.artifactDigests;
  const registry = drivers.registry(spec.name, spec.registry);
  const artifacts = await storedAs(
    registry,
    spec,
    digests.length === 0 ? named : matched(named, digests, spec),
    ending,
  );
  const { commit, version } = await drivers.source.revision(dirname(config), reference);
  const configs = configsOf(spec, drivers.sha256);
  const id = drivers.sha256(canonical({ unit: spec.name, version, commit, artifacts, configs })).slice(7, 23);
  const release: Release = {
    ...{ id: `rel_${id}` as ReleaseId, unit: spec.name, version, commit, dirty: false, artifacts, configs },
    tag: `${version}-${commit.slice(0, 12)}`,
  };
  return { release, unverified: digests.length === 0 };
}

/** The one thing that runs there, well, and with all of the traffic. */
function aloneIn(running: readonly Instance[], environment: string, isAllToStable: boolean): Instance {
  const [first, ...others] = running;
  if (first === undefined) {
    throw refused(
      refuse('nothing-runs', `Nothing runs on ${environment}`, 'Begin with a first release: plimsoll deploy'),
    );
  }
  const isAlone =
    first.track === 'stable' && others.every((one) => one.releaseId === first.releaseId && one.track === 'stable');
  if (!isAlone || !isAllToStable) {
    const message = `More than one release runs on ${environment}, or not all of the traffic goes to stable`;
    throw refused(refuse('not-at-rest', message, 'End what is under way there, then look again'));
  }
  if (running.every(({ healthy }) => healthy)) return first;
  throw refused(
    refuse('not-healthy', `What runs on ${environment} is not healthy`, 'A rollback would return to it: mend it first'),
  );
}

/** The digests that the target shows, by the names that they have in the configuration. */
function matched(named: readonly Prebuilt[], digests: readonly string[], spec: UnitSpec): readonly Prebuilt[] {
  const [only, ...more] = spec.artifacts;
  const shown = digests.join(', ');
  if (named.length === 0 && only !== undefined && more.length === 0 && digests.length === 1) {
    return [{ name: only.name, digest: digests[0] as Digest }];
  }
  if (named.length === 0) {
    const remedy = 'Say which is which: --artifact NAME@sha256:… for each';
    throw refused(
      refuse('artifact-unnamed', `It shows ${shown}, and ${spec.name} has ${spec.artifacts.length} artifacts`, remedy),
    );
  }
  const isSame =
    [...digests].sort().join() ===
    named
      .map(({ digest }) => digest as string)
      .sort()
      .join();
  if (isSame) return named;
  throw refused(
    refuse(
      'artifact-not-running',
      `It shows ${shown}, and that is not what was named`,
      'Name what runs, or leave out --artifact',
    ),
  );
}

/** Each artifact of the unit as it is stored: without that, a rollback would have nothing to bring back. */
async function storedAs(
  registry: Registry,
  spec: UnitSpec,
  named: readonly Prebuilt[],
  signal: AbortSignal,
): Promise<readonly Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const { name, kind } of spec.artifacts) {
    const digest = named.find((one) => one.name === name)?.digest;
    if (digest === undefined) {
      const message = `The target cannot read which ${name} runs`;
      throw refused(refuse('digests-unreadable', message, `Say which stored one it is: --artifact ${name}@sha256:…`));
    }
    const stored = await registry.look(spec.name, digest, signal);
    if (stored === undefined || stored.kind !== kind) {
      const message = `${name}@${digest} is not in the registry as ${kind}, so a rollback could not bring it back`;
      throw refused(
        refuse(
          'artifact-not-stored',
          message,
          'Push it there first: plimsoll plan --out plan.json  of its commit packages it',
        ),
      );
    }
    artifacts.push({ name, kind, digest, bytes: stored.bytes, origin: 'elsewhere' });
  }
  return artifacts;
}
