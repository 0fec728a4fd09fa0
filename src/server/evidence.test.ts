import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { evolve } from '../core/deployment/evolve.ts';
import type { Deployment } from '../core/deployment/state.ts';
import { emptySlot, evolveSlot } from '../core/environment/slot.ts';
import { minutes } from '../core/kernel/duration.ts';
import type { DeploymentId, Digest } from '../core/kernel/id.ts';
import { later } from '../core/kernel/instant.ts';
import { isRefusal } from '../core/kernel/refusal.ts';
import { ADA, anOpenCalendar, anOpening, aRelease, NOON } from '../testing/builders.ts';
import { anEffect } from '../testing/conformance/workspace.ts';
import { memoryStatements, plainProvenance } from '../testing/fakes/memory-evidence.ts';
import { evidenceView } from './evidence.ts';

const sha256 = (text: string): Digest => `sha256:${createHash('sha256').update(text).digest('hex')}` as Digest;

/** A deployment whose artifact was packaged with provenance, which lies beside it, in an environment nothing was removed from. */
async function packaged() {
  const release = aRelease('1');
  const [artifact] = release.artifacts;
  if (artifact === undefined) throw new Error('a release without an artifact');
  const [beside, signer] = [memoryStatements(), plainProvenance()];
  const about = { artifact, commit: release.commit };
  await beside.keep('checkout', artifact.digest, signer.sign(about as never), anEffect('provenance/1'));
  const kept = signer.find(await beside.beside('checkout', artifact.digest, new AbortController().signal), about);
  if (isRefusal(kept)) throw new Error(kept.message);
  const { record } = kept;
  const opened = {
    type: 'DeploymentOpened',
    opening: anOpening('dep_1', release),
    calendar: anOpenCalendar(),
  } as const;
  const built = { type: 'ArtifactsBuilt', release, provenance: [record] } as const;
  const deployment = [opened, built].reduce<Deployment | null>(
    (one, event) => evolve(one, { ...event, at: NOON }),
    null,
  );
  let slot = emptySlot('checkout', 'production');
  return {
    record,
    /** Removes the release that some deployments carried, as retention does; what lies beside its artifact goes with it. */
    removed: (...deployments: readonly string[]) => {
      beside.forget(artifact.digest);
      const { id, version, commit } = release;
      const removal = { release: id, version, commit, digests: [artifact.digest], bytes: 1 };
      const releases = [{ ...removal, deployments: deployments as readonly DeploymentId[] }];
      const at = later(NOON, minutes(5));
      slot = evolveSlot(slot, { type: 'PruneStarted', releases, by: ADA, at: NOON });
      slot = evolveSlot(slot, { type: 'ReleasesPruned', releases, bytes: 1, at });
    },
    /** What is told of the only artifact. */
    told: async () => {
      const drivers = { statementStore: () => beside, provenance: signer, sha256 };
      const parts = { drivers, store: { slot: () => slot }, clock: { wall: () => NOON } };
      const view = await evidenceView({ ...parts, ending: new AbortController().signal }, deployment as Deployment);
      expect(view.provenance).toHaveLength(1);
      return view.provenance[0];
    },
  };
}

it('the provenance that lies beside an artifact is shown as it is', async () => {
  const { told, record } = await packaged();

  expect(await told()).toMatchObject({ record, envelope: expect.stringContaining(' of 1111'), problem: null });
});

it('that went with its release is told as removed, and when: the record keeps its digest', async () => {
  const { told, removed, record } = await packaged();
  removed('dep_0', 'dep_1');

  expect(await told()).toMatchObject({
    ...{ record, envelope: null },
    problem: {
      code: 'provenance-removed',
      message: expect.stringMatching(/^The provenance of app went with its release on 2026-11-20T12:05:00\.000Z/),
      remedy: expect.stringContaining('Deploy the same commit again'),
    },
  });
});

it('that is gone though its release was kept is told as missing, whatever else was removed', async () => {
  const { told, removed, record } = await packaged();
  removed('dep_0');

  expect(await told()).toMatchObject({ record, envelope: null, problem: { code: 'provenance-missing' } });
});
