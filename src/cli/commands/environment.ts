import type { ControlPlane } from '../../api/control-plane.ts';
import type { EnvironmentPlace, EnvironmentView } from '../../api/environments.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Next, Outcome } from '../outcome.ts';
import { environmentLine, environmentText } from '../render/environment.ts';
import { required } from '../required.ts';

/** What serves where, a line each. */
export async function listEnvironments(doing: Doing): Promise<Outcome> {
  const { unit } = doing.invocation;
  const all = await (await doing.plane()).environments();
  const environments = all.filter((view) => unit === null || view.unit === unit);
  const text =
    environments.length === 0
      ? 'Nothing was deployed here yet. Begin: plimsoll deploy'
      : environments.map(environmentLine).join('\n');
  return { exit: EXIT.good, text, data: { environments }, next: environments.flatMap(nextAt) };
}

/** One environment, looked at just now. */
export async function showEnvironment(doing: Doing, name: string): Promise<Outcome> {
  const plane = await doing.plane();
  return shownAs(await plane.environment(await placeOf(plane, doing, name)));
}

/** Keeps everything forward out of an environment. */
export async function holdEnvironment(doing: Doing, name: string, reason: string | undefined): Promise<Outcome> {
  const text = required('reason', reason);
  const plane = await doing.plane();
  return shownAs(await plane.holdEnvironment(await placeOf(plane, doing, name), text));
}

/** An environment as the outcome of a command about it. */
export const shownAs = (view: EnvironmentView): Outcome => ({
  exit: EXIT.good,
  text: environmentText(view),
  data: view,
  next: nextAt(view),
});

/** The environment that a name means: of the unit that was named, or of the only unit that has one of that name. */
export async function placeOf(plane: ControlPlane, { invocation }: Doing, name: string): Promise<EnvironmentPlace> {
  if (invocation.unit !== null) return { unit: invocation.unit, environment: name };
  const all = await plane.environments();
  const found = all.filter((view) => view.environment === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return { unit: only.unit, environment: name };
  const known = all.map((view) => `${view.unit}/${view.environment}`).join(', ');
  throw new ProblemError('usage', [
    found.length === 0
      ? {
          code: 'no-such-environment',
          message: `Nothing was deployed for ${name} here${known === '' ? '' : `; known are ${known}`}`,
          remedy: 'List them: plimsoll environment list',
        }
      : {
          code: 'unit-unclear',
          message: `Several units have an environment ${name}: ${known}`,
          remedy: 'Name one: --unit UNIT',
        },
  ]);
}

function nextAt({ environment, hold, heldBy, drift }: EnvironmentView): readonly Next[] {
  return [
    ...(heldBy === null
      ? []
      : [{ command: `plimsoll environment release ${environment} --reason TEXT`, why: 'an approver ends the hold' }]),
    ...(hold === null
      ? []
      : [
          {
            command: `plimsoll decide ${hold.deployment} close --root-cause TEXT`,
            why: 'an approver answers for the rollback',
          },
        ]),
    ...(drift === null || drift.acceptedBy !== null
      ? []
      : [
          {
            command: `plimsoll environment accept-drift ${environment} --reason TEXT`,
            why: 'an approver accepts what differs, or you put it right',
          },
        ]),
  ];
}
