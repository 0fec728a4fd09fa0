import { afterAll, beforeAll, describe, it } from 'vitest';
import type { ProblemKind } from '../../src/api/problem.ts';
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

// Some hundred processes: too many for the tests of every minute.
describe.each(ANSWERS)('where the control plane answers %s (%s)', (answer, code, exit) => {
  let plane: ScriptedPlane;
  beforeAll(async () => {
    await build();
    plane = await scriptedPlane(answer, code);
  });
  afterAll(() => plane.end());

  // Who follows a deployment waits half a minute for a control plane that comes back: in both forms at once.
  it.each(ASKING)(`$command ends with ${exit}, as one JSON document and as ndjson`, async ({ command, asks }) => {
    await Promise.all(FORMS.map((form) => endsWith(plane.dir, command, asks, exit, form)));
  });
});
