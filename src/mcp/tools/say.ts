import { z } from 'zod';
import type { StatementView } from '../../api/statements.ts';
import type { StatementWish } from '../../core/statement/said.ts';
import { foreign, label } from '../clean.ts';
import type { Desk } from '../desk.ts';
import { byPerson, byTool, type NextAct } from '../next.ts';
import { DeploymentId, Ending } from '../shapes.ts';
import { reportLink } from '../summary.ts';
import { type Answer, SAYS, tool } from '../tool.ts';

const shown = ({ number, kind, by, at, text }: StatementView) => ({
  ...{ number, kind, by: label(by), at, untrusted_text: foreign(text, 120) },
});

const Given = z.object({ said: z.array(z.looseObject({ number: z.number() })).describe('all, in order'), ...Ending });

const said = async (desk: Desk, id: string, wish: StatementWish): Promise<readonly StatementView[]> =>
  (await desk.plane()).argue(id, wish);

const Markdown = (most: number) => z.string().min(1).max(most).describe('shown as your words, never as evidence');

/** A first text of what happened, for the person who writes it up. */
export const draftIncident = tool({
  name: 'draft_incident',
  title: 'Draft an incident',
  what: 'For a deployment that was taken back: a text for whoever writes the incident up. Shown in its report as your draft, never as evidence; an approver signs the root cause.',
  hints: SAYS,
  takes: z.strictObject({ deployment_id: DeploymentId, markdown: Markdown(4_000) }),
  gives: Given,
  async run(desk, { deployment_id: id, markdown }) {
    const all = await said(desk, id, { kind: 'incident-draft', form: 'markdown', text: markdown, digest: null });
    const next = [
      byTool('get_report', 'kind incident: facts and your draft'),
      byPerson(`plimsoll decide ${id} close --root-cause TEXT`, 'an approver signs the root cause'),
    ];
    return answer(id, all, next, 'incident');
  },
});

/** Words beside a deployment, or about a file that lies elsewhere. */
export const attachStatement = tool({
  name: 'attach_statement',
  title: 'Attach a statement',
  what: 'Puts your words beside a deployment for whoever answers its open question; with a digest, words about a file that lies elsewhere and that nothing here reads. Never evidence, and it answers nothing.',
  hints: SAYS,
  takes: z.strictObject({
    deployment_id: DeploymentId,
    markdown: Markdown(2_000),
    form: z.enum(['markdown', 'junit', 'sarif', 'json']).default('markdown'),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/)
      .optional()
      .describe('of the file that is spoken of'),
  }),
  gives: Given,
  async run(desk, { deployment_id: id, markdown, form, digest }) {
    const kind = digest === undefined ? 'statement' : 'attachment';
    const all = await said(desk, id, { kind, form, text: markdown, digest: digest ?? null });
    const next = [byTool('wait_for_change', 'for the answer of a person'), byTool('get_deployment', 'where it stands')];
    return answer(id, all, next, 'plan');
  },
});

const answer = (id: string, all: readonly StatementView[], next: readonly NextAct[], kind: string): Answer => ({
  text: `Noted beside ${id} as statement ${all.length}: it is shown, and answers nothing`,
  value: { said: all.map(shown), next },
  links: [reportLink(id, kind)],
});
