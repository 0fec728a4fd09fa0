import { expect, it } from 'vitest';
import { anEnvironment } from '../../testing/builders.ts';
import { minutes } from '../kernel/duration.ts';
import { ALL, type Weight } from '../kernel/weight.ts';
import { refuseAllOrNothing } from './all-or-nothing.ts';

const stage = (weight: Weight) => ({ weight, duration: null, gates: [] });

it('refuses a stage with a share where traffic is moved all at once, and proposes blue-green', () => {
  const stages = [{ ...stage(50 as Weight), duration: minutes(5) }, stage(ALL)];

  const refusal = refuseAllOrNothing(anEnvironment('production', { rollout: { kind: 'canary', stages } }));

  expect(refusal).toMatchObject({ code: 'weights-all-or-nothing', message: expect.stringContaining('5 %') });
  expect(refusal?.remedy).toContain('strategy: blue-green');
});

it('has nothing against a rollout that needs no share', () => {
  const whole = anEnvironment('production', { rollout: { kind: 'canary', stages: [stage(ALL)] } });
  const blueGreen = { kind: 'blue-green', validationPeriod: minutes(5), rollbackTrigger: null } as const;

  expect(refuseAllOrNothing(whole)).toBeNull();
  expect(refuseAllOrNothing(anEnvironment('production', { rollout: blueGreen }))).toBeNull();
});
