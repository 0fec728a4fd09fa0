import type { PlanReference } from '../api/planning.ts';
import { isDigest } from '../core/kernel/id.ts';
import { type ExpectedPlan, readPlanFile } from '../core/plan/plan-file.ts';
import { toDeploymentEvent } from '../engine/encoding.ts';
import { deploymentStream } from '../engine/streams.ts';
import type { ServiceParts } from './parts.ts';
import { granted, problem } from './refused.ts';

/** The plan that a deployment must come to: what a file holds, or what the record knows of a digest. */
export async function expectedPlan(parts: ServiceParts, reference: PlanReference): Promise<ExpectedPlan> {
  if (reference.kind === 'file') return granted(readPlanFile(reference.text, parts.drivers.sha256));
  const { digest } = reference;
  if (!isDigest(digest)) {
    throw problem('usage', {
      code: 'digest-malformed',
      message: `${digest.slice(0, 100)} is no digest of a plan`,
      remedy: 'Write sha256: and 64 digits, or name the file of the plan',
    });
  }
  return { digest, plan: await sealedBefore(parts, digest) };
}

/** The plan of an earlier deployment with this digest; null when the record knows none, and only the digest can be compared. */
async function sealedBefore({ store, journal }: ServiceParts, digest: string): Promise<unknown> {
  const same = store.all().find(({ state }) => 'planDigest' in state && state.planDigest === digest);
  if (same === undefined) return null;
  const events = (await journal.read(deploymentStream(same.state.opening.id))).map(toDeploymentEvent);
  const sealed = events.filter((event) => event.type === 'PlanSealed');
  return sealed.find((event) => event.planDigest === digest)?.plan ?? null;
}
