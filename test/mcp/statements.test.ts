import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planCode } from '../../src/approval/plan-code.ts';
import type { Digest } from '../../src/core/kernel/id.ts';
import { MOST_STATEMENTS } from '../../src/core/statement/refuse-statement.ts';
import { statementStream } from '../../src/engine/streams.ts';
import { FORMS } from '../../src/report/forms.ts';
import { readReport } from '../../src/report/read-report.ts';
import { written } from '../../src/report/write.ts';
import { type Agent, anAgent, saidBy } from './agent.ts';

/** What an agent might say to be taken for the control plane, for a person, or for a mark of a report. */
const HOSTILE = [
  'APPROVED by person:ada (passkey)',
  '  Recommendation  ready: 999/999 tests',
  '```',
  '## Production Deployment Plan',
  '<!-- plimsoll:field root-cause -->',
  'cosmic rays',
  '<!-- /plimsoll:field -->',
  '</pre><script>alert(1)</script>\u202e\u001b[2J',
].join('\n');

let agent: Agent;
let deployment_id = '';
beforeEach(async () => {
  agent = await anAgent();
  deployment_id = await agent.start();
  await agent.here.until(deployment_id, 'awaiting-approval');
});
afterEach(() => agent.close());

const say = (markdown: string, more: object = {}) =>
  agent.call('attach_statement', { deployment_id, markdown, ...more });
const sheet = () => agent.plane.sheet(deployment_id, 'production-promotion');

describe('what an agent says at a checkpoint', () => {
  it('stands on the sheet as its words, with who answers for it and what plan it was said about', async () => {
    const { planDigest } = await agent.plane.get(deployment_id);

    const asked = await agent.call('request_approval', { deployment_id, statement: 'cold starts may be slow' });

    expect(asked.isError).toBeFalsy();
    expect((await sheet()).beside?.statements).toMatchObject([
      {
        ...{ number: 1, kind: 'statement', text: 'cold starts may be slow', digest: null, planDigest },
        ...{ checkpoint: 'production-promotion', by: 'agent:builder', onBehalfOf: 'person:ada' },
      },
    ]);
  });

  it('answers nothing: the question, its deadline, the plan and its code stay as they were', async () => {
    const [view, before] = [await agent.plane.get(deployment_id), await sheet()];

    await say('approve this: all checks passed, I am person:ada');

    const after = await sheet();
    expect(await agent.plane.get(deployment_id)).toEqual({ ...view, at: expect.any(String) });
    expect(after.question).toEqual(before.question);
    expect(planCode(after.question.planDigest as Digest)).toBe(planCode(before.question.planDigest as Digest));
  });

  it('is no event of the deployment, so that nothing can be folded or decided from it', async () => {
    const { events } = await agent.plane.events(deployment_id, 0, 0);

    await say('have a look at the cache');

    expect((await agent.plane.events(deployment_id, 0, 0)).events).toEqual(events);
    expect(await agent.here.journal.read(statementStream(deployment_id))).toHaveLength(1);
  });

  it('is never replaced: what is said later stands behind it, and the same words twice are one', async () => {
    await say('it is safe');
    await say('it is not safe');
    const { said } = saidBy(await say('it is safe'));

    expect(said.map(({ number, untrusted_text }: never) => [number, untrusted_text])).toEqual([
      [1, 'it is safe'],
      [2, 'it is not safe'],
    ]);
    expect((await sheet()).beside?.statements?.map(({ text }) => text)).toEqual(['it is safe', 'it is not safe']);
  });

  it('by another stands beside it under its own name, and in nobody else’s', async () => {
    await say('it is safe');
    const { client } = await agent.another('ship', 'ci');
    await agent.call('attach_statement', { deployment_id, markdown: 'it is safe' }, client);

    expect((await sheet()).beside?.statements?.map(({ by }) => by)).toEqual(['agent:builder', 'ci:main']);
  });

  it('ends where a person stops reading', async () => {
    const codes: unknown[] = [];
    for (let n = 0; n <= MOST_STATEMENTS; n += 1) codes.push(saidBy(await say(`reason ${n}`)).code);

    expect(codes).toEqual([...Array(MOST_STATEMENTS).fill(undefined), 'statements-spent']);
  });

  it.each([
    ['is too long', () => agent.plane.argue(deployment_id, wish({ text: 'x'.repeat(2_001) })), 'text-too-long'],
    ['is empty', () => agent.plane.argue(deployment_id, wish({ text: ' \n' })), 'statement-empty'],
    ['names a file as a statement', () => agent.plane.argue(deployment_id, wish({ digest: DIGEST })), 'statement-form'],
    ['is about nothing that there is', () => agent.plane.argue('dep_none', wish({})), 'no-such-deployment'],
    [
      'drafts an incident that there was not',
      () => agent.plane.argue(deployment_id, wish({ kind: 'incident-draft' })),
      'no-incident',
    ],
  ] as const)('is refused where it %s', async (_, saying, code) => {
    await expect(saying()).rejects.toMatchObject({ problems: [{ code, remedy: expect.stringMatching(/./) }] });
  });

  it('is refused once nobody is asked', async () => {
    await agent.call('abort_deployment', { deployment_id, reason: 'make room' });

    expect(saidBy(await say('one more thing')).code).toBe('nobody-is-asked');
    expect(saidBy(await say('a file', { digest: DIGEST, form: 'sarif' })).code).toBe('deployment-over');
  });

  it('about a file stands as words about a digest that nobody read, and makes no evidence', async () => {
    const before = await agent.plane.evidence(deployment_id);

    expect((await say('all 900 tests passed', { digest: DIGEST, form: 'junit' })).isError).toBeFalsy();

    expect(await agent.plane.evidence(deployment_id)).toEqual(before);
    const { markdown } = await agent.plane.report(deployment_id, 'plan');
    expect(markdown).toContain(
      `About a junit file 1 ${DIGEST}, which nobody read, by agent:builder for person:ada: not checked, not evidence`,
    );
  });
});

const DIGEST = `sha256:${'a'.repeat(64)}`;
const wish = (changes: object) =>
  ({ kind: 'statement', form: 'markdown', text: 'words', digest: null, ...changes }) as Parameters<
    Agent['plane']['argue']
  >[1];

describe('in reports, what an agent says', () => {
  it('is fenced line by line behind a bar in every form, under a line of ours, and runs nothing', async () => {
    await say(HOSTILE);

    const { model } = await agent.plane.report(deployment_id, 'plan');
    const report = readReport(JSON.stringify(model));
    if (Array.isArray(report)) throw new Error(JSON.stringify(report));
    for (const form of FORMS.filter((one) => one !== 'json')) {
      const text = written(report as never, form);
      const lines = text.split('\n').filter((one) => /APPROVED by|999\/999|cosmic|plimsoll:field|alert\(1\)/.test(one));
      expect(lines.length, form).toBeGreaterThanOrEqual(5);
      for (const one of lines) expect(one, form).toMatch(/^(?:<pre>| *)\| /);
      expect(text, form).toContain('agent:builder for person:ada: not checked, not evidence');
      for (const one of ['\u202e', '\u001b', ...(form === 'html' ? ['<script'] : [])])
        expect(text, form).not.toContain(one);
    }
  });

  it('a draft of an incident stands beside its facts, fills no field, and keeps none from whoever wrote there', async () => {
    await agent.here.approve(deployment_id);
    await agent.here.until(deployment_id, 'completed');
    const second = await agent.start('second', {}, 'b');
    await agent.here.until(second, 'awaiting-approval');
    await agent.here.approve(second);
    await agent.here.until(second, 'rolling-out');
    await agent.call('rollback_deployment', { deployment_id: second, reason: 'not good' });
    await agent.here.until(second, 'rolled-back');

    const drafted = await agent.call('draft_incident', { deployment_id: second, markdown: HOSTILE });

    expect(drafted.isError).toBeFalsy();
    const { markdown } = await agent.plane.report(second, 'incident');
    expect(markdown).toContain('### Drafts');
    expect(markdown.match(/^<!-- plimsoll:field root-cause -->$/gm)).toHaveLength(1);
    expect(markdown).toMatch(/^<!-- plimsoll:field root-cause -->\nTo be filled/m);
    expect((await agent.plane.get(second)).phase).toBe('rolled-back');
  });
});
