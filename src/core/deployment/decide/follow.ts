import type { DeploymentEvent } from '../event.ts';
import { evolve } from '../evolve.ts';
import type { Deployment } from '../state.ts';

/** What follows from a state by itself; nothing when it does not apply. */
export type Rule = (state: Deployment) => readonly DeploymentEvent[];

/** The events begun with, and whatever each rule adds in turn, every rule seeing the state as the ones before left it. */
export function follow(
  deployment: Deployment,
  begun: readonly DeploymentEvent[],
  ...rules: readonly Rule[]
): DeploymentEvent[] {
  const events = [...begun];
  let state = begun.reduce<Deployment>(evolve, deployment);
  for (const rule of rules) {
    for (const event of rule(state)) {
      events.push(event);
      state = evolve(state, event);
    }
  }
  return events;
}
