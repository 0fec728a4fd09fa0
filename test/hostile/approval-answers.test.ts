import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Bundle, bundleBytes } from '../../src/approval/bundle.ts';
import { recheckApproval, verifyApproval } from '../../src/approval/verify.ts';
import type { Deployment } from '../../src/core/deployment/state.ts';
import type { VerifiedApproval } from '../../src/core/guard/verified-approval.ts';
import { hours } from '../../src/core/kernel/duration.ts';
import { anOpening, aRelease, aVerdict } from '../../src/testing/builders.ts';
import { journeyOf } from '../../src/testing/journey.ts';
import {
  type ApprovalWorld,
  aKey,
  anApprovalWorld,
  answerOf,
  aTrustList,
  CONTROL_PLANE,
  codeOf,
  goodBytes,
  must,
  withPlanDigest,
} from './approval-world.ts';

describe('the other questions', () => {
  const release = aRelease('b');
  const begun = journeyOf(anOpening('dep_1', release), release).upTo('rolling-out');
  const rolling = withPlanDigest(begun.world.deployment);
  if (rolling.phase !== 'rolling-out') throw new Error('not rolling out');
  const asked: Deployment = {
    ...rolling,
    checkpoint: { openedAt: begun.at, deadline: begun.at, verdict: aVerdict('ambiguous', begun.at) },
  };
  const back = begun.say({ type: 'RollbackDeployment', reason: 'bad' }).upTo('rolled-back').world.deployment;
  const verified = async (world: ApprovalWorld, bundle: Bundle) =>
    must(await verifyApproval(bundleBytes(bundle), world.context));

  it('ambiguous-metrics is answered with proceed and a reason', async () => {
    const world = anApprovalWorld({ deployment: asked });
    const answer = { decision: 'proceed', reason: 'seen' } as const;

    const approval = await verified(world, answerOf(world, answer, 'ambiguous-metrics'));

    expect(approval).toMatchObject({ checkpoint: 'ambiguous-metrics', ...answer });
    expect(
      await codeOf(bundleBytes(answerOf(world, { ...answer, reason: '' }, 'ambiguous-metrics')), world.context),
    ).toBe('approval-reason-missing');
  });

  it('after-rollback is answered with resolve and a root cause', async () => {
    const world = anApprovalWorld({ deployment: withPlanDigest(back) });
    const answer = { decision: 'resolve', reason: 'a missing index' } as const;

    const approval = await verified(world, answerOf(world, answer, 'after-rollback'));

    expect(approval).toMatchObject({ checkpoint: 'after-rollback', ...answer });
    const silent = bundleBytes(answerOf(world, { ...answer, reason: '\n' }, 'after-rollback'));
    expect(await codeOf(silent, world.context)).toBe('root-cause-missing');
  });

  it('production-promotion is asked again when the approvals ran out mid-rollout', async () => {
    const by = { kind: 'system', name: 'engine' } as const;
    const holds = [{ reason: 'approval-expired', since: begun.at, by, note: '' }] as const;
    const world = anApprovalWorld({ deployment: { ...rolling, holds } });

    expect(await codeOf(goodBytes(world), world.context)).toBeUndefined();
    expect(await codeOf(goodBytes(world), { ...world.context, deployment: rolling })).toBe('approval-not-pending');
  });

  it('an answer to the verdict of one stage does not answer that of the next', async () => {
    const world = anApprovalWorld({ deployment: asked });
    const bytes = bundleBytes(answerOf(world, { decision: 'proceed', reason: 'seen' }, 'ambiguous-metrics'));

    const next: Deployment = { ...asked, stage: { ...asked.stage, index: asked.stage.index + 1 } };

    expect(await codeOf(bytes, { ...world.context, deployment: next })).toBe('approval-for-another-moment');
  });

  it('a rejection is verified like an approval', async () => {
    const world = anApprovalWorld();

    const approval = await verified(world, answerOf(world, { decision: 'reject', reason: 'not today' }));

    expect(approval).toMatchObject({ decision: 'reject', reason: 'not today' });
  });
});

describe('a recorded approval', () => {
  const record = async () => {
    const world = anApprovalWorld();
    const approval = must(await verifyApproval(goodBytes(world), world.context));
    const { trustList, demoTrust } = world.context;
    const context = {
      controlPlaneId: CONTROL_PLANE,
      planDigest: approval.planDigest,
      trustList,
      demoTrust,
      isDemo: false,
    };
    // As the journal gives it back.
    return { recorded: JSON.parse(JSON.stringify(approval)) as VerifiedApproval, context };
  };

  it('is checked again from its bundle and public keys alone', async () => {
    const { recorded, context } = await record();

    expect(recheckApproval(recorded, context)).toBeNull();
  });

  it('says nothing that was not signed', async () => {
    const { recorded, context } = await record();
    const { bundle: _, ...members } = recorded;

    for (const name of Object.keys(members)) {
      const altered = { ...recorded, [name]: 'altered' } as VerifiedApproval;
      expect(recheckApproval(altered, context), name).toMatchObject({ code: 'approval-misquoted' });
    }
    const extended = { ...recorded, more: 1 } as VerifiedApproval;
    expect(recheckApproval(extended, context)).toMatchObject({ code: 'approval-misquoted' });
    const later = { ...recorded, notAfter: recorded.notAfter + hours(1) } as VerifiedApproval;
    expect(recheckApproval(later, context)).toMatchObject({ code: 'approval-misquoted' });
  });

  it('is of this control plane, this plan and an enrolled key', async () => {
    const { recorded, context } = await record();
    const code = (changes: object) => recheckApproval(recorded, { ...context, ...changes })?.code;

    expect(code({ controlPlaneId: 'cp_other' })).toBe('approval-for-another-control-plane');
    expect(code({ planDigest: 'sha256:other' })).toBe('approval-for-another-plan');
    expect(code({ trustList: null })).toBe('approver-unknown');
    expect(code({ trustList: aTrustList(aKey()) })).toBe('approver-key-unknown');
  });

  it('has the signature it was given', async () => {
    const { recorded, context } = await record();
    const other = await record();
    const bundle = { ...(recorded.bundle as Bundle), signature: (other.recorded.bundle as Bundle).signature };

    const swapped = recheckApproval({ ...recorded, bundle }, context);
    const keyId = recorded.credentialId;
    const forged = { ...bundle, signature: { ...bundle.signature, keyId } };

    expect(swapped?.code).toBe('approver-key-of-another');
    expect(recheckApproval({ ...recorded, bundle: forged }, context)?.code).toBe('approval-signature-invalid');
    expect(recheckApproval({ ...recorded, bundle: null }, context)?.code).toBe('approval-malformed');
  });
});

it('only the verification makes a verified approval', () => {
  const root = fileURLToPath(new URL('../../src', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

  const makers = files.filter((name) => /__verified['"]?\s*:\s*true\s*,/.test(readFileSync(`${root}/${name}`, 'utf8')));

  expect(files.length).toBeGreaterThan(50);
  expect(makers.toSorted()).toEqual(['approval/act/verify.ts', 'approval/verify.ts']);
});
