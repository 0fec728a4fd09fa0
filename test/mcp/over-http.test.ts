import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Listening, listenOnLoopback } from '../../src/server/listening.ts';
import { head, rawExchange } from '../hostile/raw-http.ts';
import { type Agent, anAgent, REVISIONS, saidBy } from './agent.ts';

let agent: Agent;
afterEach(() => agent.close());

describe.each(REVISIONS)('over HTTP, revision %s,', (revision) => {
  beforeEach(async () => {
    agent = await anAgent({ over: 'http', revision });
  });

  it('an agent takes a release to the question, and no further', async () => {
    expect(agent.client.getNegotiatedProtocolVersion()).toBe(revision);
    const deployment_id = await agent.start();
    await agent.here.until(deployment_id, 'awaiting-approval');

    const asked = saidBy(await agent.call('request_approval', { deployment_id }));

    expect(asked.command).toBe(`plimsoll approve ${deployment_id}`);
    expect((await agent.plane.get(deployment_id)).requester).toBe('agent:builder');
    expect((await agent.plane.get(deployment_id)).phase).toBe('awaiting-approval');
  });

  it('what was planned with one message is known to the next, and the same key begins nothing new', async () => {
    const first = await agent.start('one');

    expect(await agent.start('one')).toBe(first);
    expect(await agent.plane.list()).toHaveLength(1);
  });

  it('the set of tools is that of the address, and what it does not hold cannot be called', async () => {
    const { client } = await agent.another('read');

    expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('start_deployment');
    await expect(
      client.callTool({ name: 'start_deployment', arguments: {} }).then(({ isError }) => {
        if (isError) throw new Error('refused');
      }),
    ).rejects.toThrow();
  });

  it('the table decides by whose token it is: whoever may not, is refused with the remedy of every surface', async () => {
    const deployment_id = await agent.start();
    const stranger = await agent.another('ship', 'ci');

    const refused = await agent.call('abort_deployment', { deployment_id, reason: 'not mine' }, stranger.client);
    expect(saidBy(refused)).toMatchObject({ code: 'not-your-deployment', remedy: expect.stringContaining('operate') });
  });

  it('prompts and resources are those of the other way', async () => {
    expect((await agent.client.listPrompts()).prompts.map(({ name }) => name)).toContain('deployment');
    const { contents } = await agent.client.readResource({ uri: 'plimsoll://units' });
    expect(contents).toHaveLength(1);
  });
});

describe('the door over HTTP', () => {
  let listener: Listening & { readonly port: number };
  let token = '';
  const initialize = JSON.stringify({
    ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
  });
  beforeEach(async () => {
    agent = await anAgent();
    listener = await listenOnLoopback(agent.here.app, 28_431);
    token = `Authorization: Bearer ${await agent.crowd.bearerOf('agent')}`;
  });
  afterEach(() => listener.close());

  const knock = async (lines: readonly string[], body = initialize, target = '/mcp') => {
    const own = lines.some((line) => /^host:/i.test(line)) ? [] : [`Host: localhost:${listener.port}`];
    const answer = await rawExchange(
      listener.port,
      head('POST', target, [
        ...own,
        ...['Content-Type: application/json', 'Accept: application/json, text/event-stream', 'Connection: close'],
        ...lines,
        `Content-Length: ${Buffer.byteLength(body)}`,
      ]) + body,
    );
    const code = /"code":"([a-z-]+)"/.exec(answer.body)?.[1] ?? '';
    return { ...answer, code };
  };

  /** The status for whoever sends all that is asked for. */
  const opened = async (secret: string, target = '/mcp'): Promise<readonly [number, string]> => {
    const answer = await fetch(`http://localhost:${listener.port}${target}`, {
      ...{ method: 'POST', body: initialize },
      headers: {
        ...{ authorization: secret.replace('Authorization: ', ''), 'content-type': 'application/json' },
        accept: 'application/json, text/event-stream',
      },
    });
    return [answer.status, await answer.text()];
  };

  it('opens to a token alone', async () => {
    expect(await opened(token)).toEqual([200, expect.stringContaining('"protocolVersion":"2025-11-25"')]);
  });

  it.each([
    ['no token', () => [], 401, 'not-signed-in'],
    ['a token that nobody knows', () => [`Authorization: Bearer plm_agent_${'x'.repeat(43)}`], 401, 'token-unknown'],
    ['what is no token', () => ['Authorization: Bearer hello'], 401, 'token-malformed'],
    ['another name for this machine', () => [token, 'Host: evil.test'], 403, 'host-not-listed'],
    ['a page of another site', () => [token, 'Origin: http://evil.test'], 403, 'origin-not-listed'],
    ['a page without an origin', () => [token, 'Origin: null'], 403, 'origin-not-listed'],
    ['a cookie that a browser sent by itself', () => [token, 'Cookie: a=b'], 403, 'not-from-our-page'],
  ] as const)('stays shut to %s', async (_, lines, status, code) => {
    const before = await agent.here.journal.head();

    const answer = await knock(lines());

    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(await agent.here.journal.head()).toEqual(before);
  });

  it('tells whoever has no token how one is sent', async () => {
    expect((await knock([])).headers.get('www-authenticate')).toBe('Bearer realm="plimsoll"');
  });

  it('does not open to a token that was ended, also where it had opened before', async () => {
    const { secret, id } = await agent.crowd.token({ name: 'passing' });
    const bearer = `Authorization: Bearer ${secret}`;
    expect((await opened(bearer))[0]).toBe(200);

    const admin = agent.crowd.ask('POST', `/api/v1/tokens/${id}/revoke`, await agent.crowd.bearerOf('admin'), {
      reason: 'it is over',
    });
    expect((await admin).status).toBe(200);

    expect((await opened(bearer))[0]).toBe(401);
  });

  it.each([
    ['larger than a mebibyte', `{"x":"${'x'.repeat(1_048_577)}"}`, 413, 'body-too-large'],
    ['nested too deep', `${'['.repeat(65)}${']'.repeat(65)}`, 400, 'body-too-deep'],
    ['with a key twice', '{"jsonrpc":"2.0","jsonrpc":"1.0"}', 400, 'key-twice'],
    ['with several messages at once', `[${initialize},${initialize}]`, 400, 'request-malformed'],
    ['that is no JSON', '{', 400, 'request-malformed'],
  ])('takes no message %s', async (_, body, status, code) => {
    const answer = await knock([token], body);

    expect([answer.status, answer.code]).toEqual([status, code]);
  });

  it('takes JSON alone, and no message as a reading', async () => {
    const lines = [`Host: localhost:${listener.port}`, token, 'Connection: close'];
    const form = [...lines, 'Content-Type: text/plain', `Content-Length: ${initialize.length}`];

    expect((await rawExchange(listener.port, head('POST', '/mcp', form) + initialize)).status).toBe(415);
    expect((await rawExchange(listener.port, head('GET', '/mcp', lines))).status).toBe(405);
    expect((await rawExchange(listener.port, head('DELETE', '/mcp', lines))).status).toBe(405);
  });

  it('knows its three sets, and no other', async () => {
    expect((await knock([token], initialize, '/mcp?tools=all')).code).toBe('no-such-page');
    expect((await opened(token, '/mcp?tools=operate'))[0]).toBe(200);
  });

  it('what needs no tool costs a read, so that nobody asks for lists without end', async () => {
    const list = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} });
    const codes = new Set<string>();
    for (let n = 0; n < 601; n += 1)
      codes.add((await agent.crowd.ask('POST', '/mcp', await bearer(), JSON.parse(list))).code);

    expect([...codes].at(-1)).toBe('budget-spent');
    // Going back costs nothing, and needs no look that does (R6).
    const back = { name: 'rollback_deployment', arguments: { deployment_id: 'dep_none', reason: 'take it back' } };
    const called = await knock([token], JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: back }));
    expect([called.status, /no-such-deployment/.test(called.body)]).toEqual([200, true]);
  });

  const bearer = async (): Promise<string> => token.replace('Authorization: Bearer ', '');
});
