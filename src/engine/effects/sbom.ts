import { isRefusal } from '../../core/kernel/refusal.ts';
import type { Artifact } from '../../core/unit/artifact.ts';
import type { UnitSpec } from '../../core/unit/unit.ts';
import type { BuiltArtifact } from '../../ports/artifact-builder.ts';
import { part } from '../context.ts';
import type { Drivers } from '../drivers.ts';
import type { Doing } from './doing.ts';

/** Keeps the bill of materials of an artifact beside it; the artifact with the digest of that, which goes into the plan. */
export async function withSbom(
  { drivers, deployment, effect }: Doing,
  artifact: Artifact,
  sbom: BuiltArtifact['sbom'],
): Promise<Artifact> {
  if (sbom === undefined) return artifact;
  const { name, registry } = deployment.opening.spec;
  const store = drivers.statementStore(name, registry);
  const digest = await store.keep(name, artifact.digest, sbom.text, part(effect, `sbom-${artifact.name}`), 'sbom');
  return { ...artifact, sbom: { digest, components: sbom.components } };
}

/**
 * An artifact that was packaged here before, with the bill of materials that its provenance names: the same value as if it had been
 * packaged again.
 */
export async function withStoredSbom(
  drivers: Drivers,
  spec: UnitSpec,
  {
    artifact,
    commit,
    kept,
  }: { readonly artifact: Artifact; readonly commit: string; readonly kept: readonly string[] },
  signal: AbortSignal,
): Promise<Artifact> {
  if (spec.artifacts.find(({ name }) => name === artifact.name)?.sbom === undefined) return artifact;
  const store = drivers.statementStore(spec.name, spec.registry);
  for (const text of await store.beside(spec.name, artifact.digest, signal, 'sbom')) {
    const whole: Artifact = { ...artifact, sbom: { digest: drivers.sha256(text), components: componentsIn(text) } };
    if (!isRefusal(drivers.provenance.find(kept, { artifact: whole, commit }))) return whole;
  }
  return artifact;
}

function componentsIn(text: string): number {
  try {
    const { components } = JSON.parse(text) as { readonly components?: unknown };
    return Array.isArray(components) ? components.length : 0;
  } catch {
    return 0;
  }
}
