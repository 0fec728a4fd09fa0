import { afterAll, beforeAll, describe, it } from 'vitest';
import type { ProblemKind } from '../../src/api/problem.ts';
import { Commands } from './world/commands.ts';
import { ASKING } from './world/endings.ts';
import { endsWith } from './world/ends-with.ts';
import { build } from './world/program.ts';
import { type ScriptedPlane, scriptedPlane } from './world/scripted-plane.ts';

/** What a control plane may answer, and the exit code of each. */
const ANSWERS: readonly (readonly [ProblemKind | 'lost', code: string, exit: number])[] = [
  ['bug', 'bug', 1],
  ['usage', 'environment-unknown', 2],
  ['config', 'gate-unit', 3],
  ['refused', 'dirty-tree', 4],
  ['lost', 'contact-lost', 11],
  ['not-signed-in', 'not-signed-in', 12],
  ['unavailable', 'journal-altered', 13],
];

const FORMS = ['json', 'ndjson'] as const;
/** Who follows a deployment waits half a minute for a control plane that comes back. */
const FOLLOWING = ['events', 'watch'];

describe.each(ANSWERS)('where the control plane answers %s (%s)', (answer, code, exit) => {
  const isWaiting = ({ command }: { readonly command: string }) => answer === 'lost' && FOLLOWING.includes(command);
  let plane: ScriptedPlane;
  let commands: Commands;
  beforeAll(async () => {
    await build();
    plane = await scriptedPlane(answer, code);
    commands = new Commands(plane.dir);
  });
  afterAll(async () => {
    commands.end();
    await plane.end();
  });

  describe.each(FORMS)('in %s', (form) => {
    it.each(ASKING.filter((one) => !isWaiting(one)))(`$command ends with ${exit}`, ({ command, asks }) =>
      endsWith(commands, command, asks, exit, form),
    );
  });

  // All of them at once, each in a process of its own.
  const waiting = ASKING.filter(isWaiting).flatMap((one) => FORMS.map((form) => ({ ...one, form })));
  it.concurrent.each(waiting)(`$command in $form ends with ${exit}`, async ({ command, asks, form }) => {
    const own = new Commands(plane.dir);
    await endsWith(own, command, asks, exit, form).finally(() => own.end());
  });
});
