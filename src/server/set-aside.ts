import type { PlainRequest } from '../api/control-plane.ts';
import type { DeploymentView } from '../api/view.ts';
import type { DeploymentId } from '../core/kernel/id.ts';
import { refuse } from '../core/kernel/refusal.ts';
import type { Caller } from './caller.ts';
import type { ServiceParts } from './parts.ts';
import { granted, refused } from './refused.ts';

/** A view of a deployment whose record cannot be read on says so, and what is left to do: it is what it was last known to be. */
export function withSetAside(view: DeploymentView, problem: string | undefined): DeploymentView {
  if (problem === undefined) return view;
  return {
    ...view,
    problem: `its record cannot be read on: ${problem}`,
    waiting: {
      for: 'a record that can be read',
      who: ['whoever can mend it'],
      since: null,
      until: null,
      default: `nothing happens by itself; traffic to stable: plimsoll rollback ${view.id} --reason TEXT`,
    },
  };
}

/** Of all requests only the way back is left: traffic goes to what the slot says serves, and the environment is held. */
export async function askSetAside(
  parts: ServiceParts,
  id: string,
  { kind, reason }: PlainRequest,
  { principal, proof }: Caller,
  get: (id: string) => Promise<DeploymentView>,
): Promise<DeploymentView> {
  const { store, engine, clock } = parts;
  const known = store.setAside(id);
  if (known === undefined || kind !== 'rollback') {
    const remedy = `See what was changed: plimsoll verify; traffic to stable: plimsoll rollback ${id} --reason TEXT`;
    throw refused(refuse('record-unreadable', `The record of ${id} cannot be read on`, remedy));
  }
  const { spec, environment } = known.state.opening;
  const place = { unit: spec.name, environment };
  const command = {
    type: 'SendToStable',
    deployment: id as DeploymentId,
    reason,
    at: clock.wall(),
    principal,
  } as const;
  granted(await engine.submitToSlot({ ...place, command, proof }));
  await engine.lookForDrift(spec.name, environment);
  return get(id);
}
