import { z } from 'zod';
import { foreign, label, labelOrNull, line } from '../clean.ts';
import { byTool } from '../next.ts';
import { DeploymentId, Ending, GateShape, Name } from '../shapes.ts';
import { gateOf, reportLink } from '../summary.ts';
import { READS, tool } from '../tool.ts';

/** Whether production could be changed at a moment. */
export const checkBlackout = tool({
  name: 'check_blackout',
  title: 'Check blackout windows',
  what: 'Whether production could be changed at a moment, for so long; if not, which window is in the way and when it is free. No flag or role opens a window.',
  hints: READS,
  takes: z.strictObject({
    unit: Name.optional(),
    at: z.string().max(40).optional().describe('such as 2026-12-18T15:00Z; now by default'),
    length: z.string().max(20).default('1h').describe('such as 45m'),
  }),
  gives: z.object({
    unit: z.string(),
    at: z.string(),
    length: z.string(),
    allowed: z.boolean(),
    window: z.string().nullable().describe('the window in the way; unknown: the calendar does not reach so far'),
    next_free: z.string().nullable(),
    ...Ending,
  }),
  async run(desk, { unit, at, length }) {
    const found = await desk.around.blackout(unit, at, length);
    const next = found.allowed
      ? [byTool('plan_deployment', 'see what a deployment would do')]
      : [byTool('check_blackout', 'another moment, or a shorter stretch')];
    const value = {
      ...{ unit: label(found.unit), at: found.at, length: found.length, allowed: found.allowed },
      ...{ window: labelOrNull(found.conflict), next_free: found.nextFree, next },
    };
    const free = found.nextFree === null ? '' : `; free from ${found.nextFree}`;
    const text = found.allowed ? `Allowed at ${found.at} for ${found.length}` : `Not allowed at ${found.at}${free}`;
    return { text, value };
  },
});

/** The longest beginning of a report that is given at once, in characters. */
const BEGINNING = 3_600;

/** A report of a deployment. */
export const getReport = tool({
  name: 'get_report',
  title: 'Read a report',
  what: 'A report made from the record: staging, plan, post, incident, runbook, or index, the page of all that is handed over. Gives its beginning, and a link to all of it.',
  hints: READS,
  takes: z.strictObject({
    deployment_id: DeploymentId,
    kind: z.enum(['staging', 'plan', 'post', 'incident', 'runbook', 'index']).default('post'),
    format: z.enum(['text', 'link']).default('text'),
  }),
  gives: z.object({ kind: z.string(), untrusted_markdown: z.string().nullable(), length: z.number(), ...Ending }),
  async run(desk, { deployment_id: id, kind, format }) {
    const { markdown } = await (await desk.plane()).report(id, kind);
    const value = {
      ...{ kind, untrusted_markdown: format === 'link' ? null : foreign(markdown, BEGINNING) },
      ...{ length: markdown.length, next: [byTool('get_deployment', 'where it stands now')] },
    };
    return { text: `The ${kind} report of ${id}, ${markdown.length} characters`, value, links: [reportLink(id, kind)] };
  },
});

/** How gates stand, or how one would. */
export const explainGate = tool({
  name: 'explain_gate',
  title: 'Explain a gate',
  what: 'How the gates of a deployment stand, or how a gate would stand on what is measured in an environment now: counts, bounds, verdict and a sentence for each. Give deployment_id, or environment and expression.',
  hints: { ...READS, reaches: true },
  takes: z.strictObject({
    deployment_id: DeploymentId.optional(),
    unit: Name.optional(),
    environment: Name.default('production'),
    expression: z.string().max(200).optional().describe('such as error_rate < 1%'),
  }),
  gives: z.object({ gates: z.array(GateShape), note: z.string().nullable(), ...Ending }),
  async run(desk, { deployment_id: id, unit, environment, expression }) {
    const plane = await desk.plane();
    if (expression !== undefined) {
      const config = await desk.around.configOf(unit);
      const { verdict, note } = await plane.tryGate({ config, environment, gate: expression });
      const gates = verdict === null ? [] : [gateOf(verdict)];
      const next = [byTool('plan_deployment', 'see what a deployment would do')];
      const said = note === null ? null : line(note);
      return { text: gates[0]?.sentence ?? 'It has no verdict', value: { gates, note: said, next } };
    }
    const found = id === undefined ? await plane.current() : [await plane.get(id)];
    const view = found.find((one) => id !== undefined || one.environment === environment) ?? null;
    const gates = (view?.live?.gates ?? view?.verdict?.gates ?? []).map(gateOf);
    const note = gates.length === 0 ? 'Nothing is judged now: give an expression to try one' : null;
    const next = [byTool('get_deployment', 'where it stands')];
    return { text: gates[0]?.sentence ?? 'Nothing is judged now', value: { gates, note, next } };
  },
});
