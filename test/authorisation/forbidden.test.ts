import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS, type Action } from '../../src/core/authorisation/action.ts';
import { ROUTES, type RouteRow } from '../../src/core/authorisation/route-table.ts';
import { TOOLS } from '../../src/core/authorisation/tool-table.ts';
import { aCrowd, type Crowd } from './callers.ts';

/** Every act that no agent may do, with the routes that are about it. */
const FORBIDDEN = Object.entries(ROUTES as Readonly<Record<string, RouteRow>>).flatMap(([route, row]) =>
  row === 'public' || row.length > 1 || ACTIONS[row[0]].may.agent !== 'no' ? [] : [[route, row[0]] as const],
);

/** What an agent might call to do the same, by the names that such tools would have. */
const NO_TOOLS = [
  ...[
    'approve_deployment',
    'reject_deployment',
    'answer_checkpoint',
    'proceed',
    'decide_deployment',
    'resume_deployment',
  ],
  ...['release_environment', 'accept_drift', 'adopt_policy', 'break_glass', 'skip_staging', 'skip_stage', 'edit_gates'],
  ...['enrol_approver', 'revoke_approver', 'create_token', 'read_secret', 'delete_record', 'stop_control_plane'],
];

let crowd: Crowd;
beforeAll(async () => {
  crowd = await aCrowd();
});
afterAll(() => crowd.here.close());

/** An agent of its own for each try: what one is refused costs the others nothing. */
const anotherAgent = async (name: string): Promise<string> => (await crowd.token({ name })).secret;

const refusals = async (name: string): Promise<readonly unknown[]> =>
  (await crowd.here.journal.readAll(0, 10_000)).flatMap(({ type, body, principal }) =>
    type === 'ActRefused' && principal.kind === 'agent' && principal.name === name ? [body] : [],
  );

const pathOf = (route: string): string =>
  (route.split(' ')[1] ?? '').replace('/acts/:act', '/acts/release').replace(/:[a-z]+/g, 'none');

describe('what no agent may do', () => {
  it('is all that belongs to people', () => {
    const wanted: readonly Action[] = [
      'answer',
      'change-policy',
      'free-environment',
      'enrol',
      'change-trust',
      'grant-token',
    ];

    expect(FORBIDDEN.map(([, action]) => action)).toEqual(expect.arrayContaining([...wanted]));
    expect(NO_TOOLS.filter((name) => Object.hasOwn(TOOLS, name))).toEqual([]);
  });

  it.each(FORBIDDEN)(
    '%s is refused over the API with who does it instead, and the try stands in the record',
    async (route, action) => {
      const name = `tries-${route
        .replaceAll(/[^a-z]/gi, '')
        .toLowerCase()
        .slice(-40)}`;
      const [method = ''] = route.split(' ');

      const answer = await crowd.ask(
        method,
        pathOf(route),
        await anotherAgent(name),
        method === 'GET' ? undefined : {},
      );

      expect([answer.status, answer.code]).toEqual([403, 'role-may-not']);
      expect(answer.value.problems[0].remedy).not.toBe('');
      expect(await refusals(name)).toMatchObject([{ act: action, code: 'role-may-not' }]);
    },
  );

  it.each(NO_TOOLS)('there is no tool %s, and who calls it is written down', async (tool) => {
    const name = `calls-${tool.replaceAll('_', '-')}`;
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool, arguments: {} } };
    const bearer = await anotherAgent(name);

    const response = await crowd.here.app.request('/mcp', {
      ...{ method: 'POST', body: JSON.stringify(message) },
      headers: {
        ...{ host: 'localhost:7311', authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        accept: 'application/json, text/event-stream',
      },
    });

    expect(await response.text()).toContain(`Tool ${tool} not found`);
    expect(await refusals(name)).toMatchObject([{ act: 'answer', code: 'role-may-not' }]);
  });
});
