import { describe, expect, it } from 'vitest';
import { ADA, BUILDER, PIPELINE } from '../../testing/builders.ts';
import { aSuccessor, type Journey } from '../../testing/journey.ts';
import { hours } from '../kernel/duration.ts';
import type { Principal } from '../principal/principal.ts';
import { allowedCommands } from './allowed-commands.ts';
import type { Deployment } from './state.ts';

const allowed = (here: Journey, principal: Principal) =>
  allowedCommands(here.world.deployment as Deployment, principal)
    .filter((one) => one.allowed)
    .map((one) => one.request);

describe('what may be asked now', () => {
  it('each answer that is no says why', () => {
    const all = allowedCommands(aSuccessor().world.deployment as Deployment, ADA);

    expect(all).toHaveLength(8);
    expect(all.every((one) => one.allowed === (one.why === ''))).toBe(true);
  });

  it('an approver may approve and reject what waits; an agent and a CI job may not', () => {
    const here = aSuccessor().upTo('awaiting-approval');

    expect(allowed(here, ADA)).toEqual(['approve', 'reject', 'abort']);
    expect(allowed(here, PIPELINE)).toEqual([]);
    expect(allowed(here, BUILDER)).toEqual([]);
  });

  it('an agent may abort its own deployment', () => {
    expect(allowed(aSuccessor({ requester: BUILDER }), BUILDER)).toEqual(['abort']);
  });

  it('everyone may hold and roll back in production', () => {
    const here = aSuccessor().upTo('rolling-out');

    for (const principal of [ADA, BUILDER, PIPELINE]) expect(allowed(here, principal)).toEqual(['hold', 'rollback']);
  });

  it('who may resume follows from who holds', () => {
    const held = (by: Principal) =>
      aSuccessor().upTo('rolling-out').say({ type: 'HoldDeployment', reason: 'x', principal: by });

    expect(allowed(held(ADA), BUILDER)).not.toContain('resume');
    expect(allowed(held(ADA), ADA)).toContain('resume');
    expect(allowed(held(BUILDER), BUILDER)).toContain('resume');
  });

  it('an approval may be renewed once it has expired mid-rollout', () => {
    const held = aSuccessor().upTo('rolling-out').say({ type: 'HoldDeployment', reason: 'x', principal: ADA });

    expect(allowed(held, ADA)).not.toContain('approve');
    expect(allowed(held.wait(hours(25)).say({ type: 'Tick' }), ADA)).toContain('approve');
  });

  it('a rollback waits for a person to close it', () => {
    const back = aSuccessor().upTo('rolling-out').say({ type: 'RollbackDeployment', reason: 'x' }).upTo('rolled-back');

    expect(allowed(back, ADA)).toEqual(['close']);
    expect(allowed(back, BUILDER)).toEqual([]);
  });
});
