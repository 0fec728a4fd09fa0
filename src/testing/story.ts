import { expect } from 'vitest';
import type { Command } from '../core/deployment/command.ts';
import { decide } from '../core/deployment/decide.ts';
import type { World } from '../core/deployment/decision.ts';
import type { Effect } from '../core/deployment/effect.ts';
import { effects } from '../core/deployment/effects.ts';
import type { DeploymentEvent } from '../core/deployment/event.ts';
import { evolve } from '../core/deployment/evolve.ts';
import type { Deployment } from '../core/deployment/state.ts';
import { emptySlot, evolveSlot, type SlotEvent } from '../core/environment/slot.ts';
import { isRefusal } from '../core/kernel/refusal.ts';

/** What a command may leave out: the story fills in when and who. */
export type Told<C extends Command = Command> = C extends Command
  ? Omit<C, 'at' | 'principal'> & Partial<Pick<C, 'at' | 'principal'>>
  : never;

/** A world before anything happened. */
export const anEmptyWorld = (): World => ({
  deployment: null,
  staging: emptySlot('checkout', 'staging'),
  production: emptySlot('checkout', 'production'),
});

/** A world after what a decision says. */
export function worldAfter(
  world: World,
  happened: {
    readonly deployment: readonly DeploymentEvent[];
    readonly staging: readonly SlotEvent[];
    readonly production: readonly SlotEvent[];
  },
): World {
  return {
    deployment: happened.deployment.reduce<Deployment | null>(evolve, world.deployment),
    staging: happened.staging.reduce(evolveSlot, world.staging),
    production: happened.production.reduce(evolveSlot, world.production),
  };
}

/** given(world).when(command).then(event types) or .thenRefused(code): a rule told as a story. */
export const given = (world: World) => ({
  when: (command: Command) => {
    const decision = decide(command, world);
    return {
      decision,
      /** Expects just these events of the deployment, by type, and returns the world after them. */
      // biome-ignore lint/suspicious/noThenProperty: given/when/then reads as the rule; nobody awaits it
      then: (...types: readonly DeploymentEvent['type'][]): World => {
        if (isRefusal(decision)) throw new Error(`refused: ${decision.code}: ${decision.message}`);
        expect(decision.deployment.map((event) => event.type)).toEqual(types);
        return worldAfter(world, decision);
      },
      /** Expects a refusal with this code and a remedy. */
      thenRefused: (code: string): void => {
        expect(decision).toMatchObject({ kind: 'refusal', code });
        expect(isRefusal(decision) && decision.remedy).not.toBe('');
      },
    };
  },
});

/** The one effect of a kind that is outstanding; fails when there is none. */
export function theEffect<K extends Effect['kind']>(world: World, kind: K): Extract<Effect, { kind: K }> {
  const found = world.deployment === null ? [] : effects(world.deployment);
  const effect = found.find((one): one is Extract<Effect, { kind: K }> => one.kind === kind);
  if (effect === undefined)
    throw new Error(`no ${kind} among: ${found.map((one) => one.kind).join(', ') || 'nothing'}`);
  return effect;
}
