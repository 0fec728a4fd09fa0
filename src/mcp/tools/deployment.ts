import { z } from 'zod';
import type { ControlPlane } from '../../api/control-plane.ts';
import type { DeploymentView } from '../../api/view.ts';
import { foreign, foreignOrNull, label, line } from '../clean.ts';
import { nextWith } from '../next.ts';
import { DeploymentId, Ending, SummaryShape } from '../shapes.ts';
import { eventsLink, gateOf, sentenceOf, summaryOf } from '../summary.ts';
import { READS, tool } from '../tool.ts';

const EvidenceShape = z.object({
  checks: z.array(
    z.object({
      kind: z.string(),
      passed: z.boolean(),
      seconds: z.number(),
      tests_passed: z.number(),
      tests_total: z.number(),
      untrusted_problem: z.string().nullable(),
    }),
  ),
  rehearsal: z.object({ forward_seconds: z.number(), back_seconds: z.number() }).nullable(),
  approvals: z.array(
    z.object({ approver: z.string(), kind: z.string(), assurance: z.string(), untrusted_reason: z.string() }),
  ),
  untrusted_verified: z.array(z.string()),
});

const LogShape = z.array(z.object({ name: z.string(), untrusted_lines: z.array(z.string()) }));

/** One deployment: in short, its gates, its evidence, or the end of its logs. */
export const getDeployment = tool({
  name: 'get_deployment',
  title: 'Look at a deployment',
  what: 'One deployment as it stands. Sections: summary; gates with their numbers; evidence of staging, rehearsal and approvals; logs, the last lines of instances and checks.',
  hints: READS,
  takes: z.strictObject({
    deployment_id: DeploymentId,
    section: z.enum(['summary', 'gates', 'evidence', 'logs']).default('summary'),
    lines: z.int().min(1).max(200).default(40).describe('of each log'),
  }),
  gives: z.object({
    deployment: SummaryShape,
    gates: z
      .array(z.looseObject({ gate: z.string() }))
      .optional()
      .describe('as explain_gate gives them'),
    evidence: EvidenceShape.optional(),
    logs: LogShape.optional(),
    ...Ending,
  }),
  async run(desk, { deployment_id: id, section, lines }) {
    const plane = await desk.plane();
    const view = await plane.get(id);
    const value = { deployment: summaryOf(view), ...(await more(plane, view, section, lines)), next: nextWith(view) };
    return { text: sentenceOf(view), value, links: [eventsLink(id)] };
  },
});

async function more(plane: ControlPlane, view: DeploymentView, section: string, lines: number): Promise<object> {
  if (section === 'gates') return { gates: (view.live?.gates ?? view.verdict?.gates ?? []).map(gateOf) };
  if (section === 'evidence') return { evidence: evidenceOf(view) };
  if (section !== 'logs') return {};
  const { parts } = await plane.logs(view.id, { environment: null, track: null, check: null, lines });
  return { logs: parts.map((part) => ({ name: line(part.name, 80), untrusted_lines: part.lines.map(short) })) };
}

const short = (text: string): string => foreign(text, 300);

const evidenceOf = ({ checks, rehearsal, approvals, verified }: DeploymentView): z.output<typeof EvidenceShape> => ({
  checks: checks.map(({ kind, passed, problem, suites, took }) => ({
    ...{ kind, passed, seconds: took / 1_000 },
    tests_passed: suites.reduce((sum, suite) => sum + suite.passed, 0),
    tests_total: suites.reduce((sum, suite) => sum + suite.total, 0),
    untrusted_problem: foreignOrNull(problem),
  })),
  rehearsal:
    rehearsal === null ? null : { forward_seconds: rehearsal.forward / 1_000, back_seconds: rehearsal.back / 1_000 },
  approvals: approvals.map(({ approver, kind, assurance, reason }) => ({
    ...{ approver: label(approver), kind, assurance, untrusted_reason: foreign(reason) },
  })),
  untrusted_verified: verified.map(short),
});
