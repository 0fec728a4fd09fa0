import { z } from 'zod';
import type { EnvironmentView } from '../../api/environments.ts';
import { foreign, label, labelOrNull } from '../clean.ts';
import { byTool } from '../next.ts';
import { Ending, Name } from '../shapes.ts';
import { READS, tool } from '../tool.ts';

const EnvironmentShape = z.object({
  unit: z.string(),
  environment: z.string(),
  version: z.string().nullable().describe('what serves; null: nothing yet'),
  commit: z.string().nullable(),
  since: z.string().nullable(),
  in_progress: z.string().nullable().describe('the deployment that holds it'),
  queue: z.array(z.string()),
  on_hold: z.boolean().describe('no promotion goes in; a rollback always does'),
  held_since: z.string().nullable(),
  untrusted_hold_reason: z.string().nullable(),
  drift: z.boolean().describe('what runs is not what is recorded'),
});

const shown = (view: EnvironmentView): z.output<typeof EnvironmentShape> => ({
  unit: label(view.unit),
  environment: label(view.environment),
  version: labelOrNull(view.stable?.version ?? null),
  commit: view.stable?.commit.slice(0, 12) ?? null,
  since: view.stable?.since ?? null,
  in_progress: view.holder,
  queue: view.queue.slice(0, 10),
  on_hold: view.hold !== null || view.heldBy !== null,
  held_since: view.heldBy?.since ?? view.hold?.since ?? null,
  untrusted_hold_reason: reasonOf(view),
  drift: view.drift !== null && view.drift.acceptedBy === null,
});

function reasonOf({ hold, heldBy }: EnvironmentView): string | null {
  const text = heldBy?.reason ?? hold?.note;
  return text === undefined ? null : foreign(text, 300);
}

/** Which units there are, and what serves. */
export const listUnits = tool({
  name: 'list_units',
  title: 'List units',
  what: 'The units that are configured here, and what serves each of their environments.',
  hints: READS,
  takes: z.strictObject({}),
  gives: z.object({
    configured: z.array(z.object({ unit: z.string(), environments: z.array(z.string()) })),
    serving: z.array(z.looseObject({ environment: z.string() })).describe('as get_environment gives them'),
    ...Ending,
  }),
  async run(desk) {
    const [units, environments] = await Promise.all([desk.around.units(), (await desk.plane()).environments()]);
    const value = {
      configured: units.map((one) => ({ unit: label(one.unit), environments: one.environments.map(label) })),
      serving: environments.map(shown),
      next: [byTool('plan_deployment', 'see what a deployment would do'), byTool('list_history', 'what was deployed')],
    };
    return { text: `${units.length} configured here, ${environments.length} environments on record`, value };
  },
});

/** One environment, compared with its record now. */
export const getEnvironment = tool({
  name: 'get_environment',
  title: 'Look at an environment',
  what: 'What serves an environment of a unit now, what holds it, and whether it is as recorded.',
  hints: READS,
  takes: z.strictObject({ unit: Name, environment: Name.default('production') }),
  gives: z.object({ environment: EnvironmentShape, ...Ending }),
  async run(desk, place) {
    const environment = shown(await (await desk.plane()).environment(place));
    const busy = environment.in_progress === null ? [] : [byTool('get_deployment', 'what is under way there')];
    return {
      text: `${environment.unit} in ${environment.environment}: ${environment.version ?? 'nothing serves'}${environment.on_hold ? ', on hold' : ''}`,
      value: { environment, next: [...busy, byTool('plan_deployment', 'see what a deployment would do')] },
    };
  },
});
