import { describe, expect, it } from 'vitest';
import { NOON } from '../../testing/builders.ts';
import { aSuccessor } from '../../testing/journey.ts';
import { effects } from './effects.ts';
import { evolve, fold } from './evolve.ts';
import { type Deployment, isTerminal, type Phase } from './state.ts';

describe('the state of a deployment', () => {
  it('is nothing before it was opened, and no event but the opening can come first', () => {
    expect(fold([])).toBeNull();
    expect(() => evolve(null, { type: 'StagingStarted', at: NOON })).toThrow('before DeploymentOpened');
  });

  it('an event that cannot happen in a phase is a bug, not a state', () => {
    const state = aSuccessor().world.deployment;

    expect(() => evolve(state, { type: 'ProductionDeployed', at: NOON })).toThrow('cannot happen while packaging');
  });

  it.each(['completed', 'aborted'] as const)('asks for nothing once it is %s', (phase: Phase) => {
    const here =
      phase === 'completed'
        ? aSuccessor().upTo('completed')
        : aSuccessor().say({ type: 'AbortDeployment', reason: 'x' });

    expect(isTerminal(phase)).toBe(true);
    expect(effects(here.world.deployment as Deployment)).toEqual([]);
  });
});
