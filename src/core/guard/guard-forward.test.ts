import { describe, expect, it } from 'vitest';
import { aDigest, NOON } from '../../testing/builders.ts';
import { aSuccessor } from '../../testing/journey.ts';
import { theEffect } from '../../testing/story.ts';
import type { Deployment, RollingOut } from '../deployment/state.ts';
import { hours } from '../kernel/duration.ts';
import { later } from '../kernel/instant.ts';
import { GUARD_CLAUSES, guardForward } from './guard-forward.ts';
import { refuseInsideWindow } from './window.ts';

const here = aSuccessor().upTo('rolling-out');
const state = here.world.deployment as RollingOut;
const effect = theEffect(here.world, 'prepare-candidate');
const present = { at: here.at, rollbackTargetPresent: true };
const guard = (deployment: Deployment, now = present, slot = here.world.production) =>
  guardForward(effect, deployment, slot, now)?.code ?? null;

describe('the guard in front of every forward production effect', () => {
  it('lets an approved, rehearsed, validated promotion begin', () => {
    expect(guard(state)).toBeNull();
  });

  it('lets nothing begin that was not promoted', () => {
    expect(guard(aSuccessor().upTo('awaiting-approval').world.deployment as Deployment)).toBe('not-promoted');
    expect(guard(here.say({ type: 'RollbackDeployment', reason: 'x' }).world.deployment as Deployment)).toBe(
      'not-promoted',
    );
  });

  it('asks every rule again at that moment', () => {
    const slot = here.world.production;
    const hold = { reason: 'after-rollback', deployment: state.opening.id, since: NOON, note: '', barred: [] } as const;
    const window = {
      intervals: [{ name: 'freeze', from: NOON, to: later(here.at, hours(1)) }],
      knownUntil: later(NOON, hours(99)),
    };

    expect(guard(state, present, { ...slot, holder: null })).toBe('not-the-holder');
    expect(guard(state, present, { ...slot, hold })).toBe('environment-held');
    expect(guard({ ...state, evidence: { ...state.evidence, artifactDigests: [aDigest('9')] } })).toBe(
      'evidence-for-other-artifacts',
    );
    expect(guard(state, { ...present, rollbackTargetPresent: false })).toBe('rollback-target-missing');
    expect(guard({ ...state, approvals: [] })).toBe('approval-missing');
    expect(guard({ ...state, calendar: window })).toBe('inside-blackout-window');
    expect(GUARD_CLAUSES).toHaveLength(6);
  });
});

describe('R3: nothing goes forward inside a blackout window', () => {
  const interval = { name: 'freeze', from: later(NOON, hours(1)), to: later(NOON, hours(2)) };
  const calendar = { intervals: [interval], knownUntil: later(NOON, hours(3)) };
  const code = (milliseconds: number) => refuseInsideWindow(calendar, later(NOON, milliseconds as never))?.code ?? null;

  it('refuses from its first moment to the last one before its end', () => {
    expect(code(hours(1) - 1)).toBeNull();
    expect(code(hours(1))).toBe('inside-blackout-window');
    expect(code(hours(2) - 1)).toBe('inside-blackout-window');
    expect(code(hours(2))).toBeNull();
  });

  it('counts what is not known as inside', () => {
    expect(code(hours(3) - 1)).toBeNull();
    expect(code(hours(3))).toBe('window-unknown');
  });
});
