import type { ControlPlane, PlainRequest } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { isMeant, newestInFlight } from '../in-flight.ts';
import { nextFor, type Outcome } from '../outcome.ts';
import { refusedAt } from '../refused-at.ts';
import { statusText } from '../render/status.ts';

/** Asks for something that needs no signature: hold, resume, abort, roll back, or a plain answer to a checkpoint. */
export async function act(
  doing: Doing,
  id: string | undefined,
  kind: PlainRequest['kind'],
  reason: string | undefined,
  to?: string,
): Promise<Outcome> {
  if (reason === undefined || reason.trim() === '') {
    throw new ProblemError('usage', [
      {
        code: 'reason-missing',
        message: `${kind} needs a reason: it stands in the record`,
        remedy: 'Add: --reason TEXT',
      },
    ]);
  }
  const plane = await doing.plane();
  const named =
    id ?? (kind === 'rollback' ? await toTakeBack(plane, doing) : (await newestInFlight(plane, doing.invocation)).id);
  try {
    const view = await plane.ask(
      named,
      kind === 'rollback' && to !== undefined ? { kind, reason, to } : { kind, reason },
    );
    return { exit: EXIT.good, text: statusText(view, doing.invocation.zone), data: view, view, next: nextFor(view) };
  } catch (error) {
    return refusedAt(plane, named, error);
  }
}

/** What a rollback without an id takes back: the deployment under way, else what brought the release that serves. */
async function toTakeBack(plane: ControlPlane, { invocation }: Doing): Promise<string> {
  const underWay = (await plane.list()).find(
    (view) => isMeant(invocation, view) && !view.over && view.phase !== 'rolled-back',
  );
  if (underWay !== undefined) return underWay.id;
  const serving = (await plane.environments()).filter((view) => view.stable !== null && isMeant(invocation, view));
  const [only] = serving;
  if (serving.length === 1 && only !== undefined && only.stable !== null) return only.stable.deployment;
  return (await newestInFlight(plane, invocation)).id;
}
