import { afterEach, describe, expect, it } from 'vitest';
import { changedBy } from '../../src/mcp/news.ts';
import { type Agent, anAgent } from './agent.ts';

let agent: Agent | undefined;
afterEach(async () => {
  await agent?.close();
  agent = undefined;
});

/** Resolves with the address that the agent is told of first. */
const told = ({ client }: Agent): Promise<string> =>
  new Promise((resolve) => {
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => resolve(params.uri));
  });

/** A deployment that waits, and its address. */
async function waiting(here: Agent): Promise<readonly [id: string, uri: string]> {
  const id = await here.start();
  await here.here.until(id, 'awaiting-approval');
  return [id, `plimsoll://deployments/${id}`];
}

const reject = (here: Agent, id: string): Promise<unknown> =>
  here.plane.ask(id, { kind: 'abort', reason: 'the test is over' });

describe('an agent that asked to be told of a deployment', () => {
  it.each(['stdio', 'http'] as const)('is told when it reads otherwise, over %s', async (over) => {
    agent = await anAgent({ over });
    const [id, uri] = await waiting(agent);
    const news = told(agent);
    await agent.client.readResource({ uri });
    const listening = await agent.client.listen({ resourceSubscriptions: [uri] });

    await reject(agent, id);

    expect(await news).toBe(uri);
    await listening.close();
  });

  it('is told over stdio in the earlier revision too, until it no longer wants to be', async () => {
    agent = await anAgent({ revision: '2025-11-25' });
    const [id, uri] = await waiting(agent);
    const news = told(agent);
    await agent.client.subscribeResource({ uri });

    await reject(agent, id);

    expect(await news).toBe(uri);
    await agent.client.unsubscribeResource({ uri });
  });

  it('is refused where it may not read', async () => {
    agent = await anAgent({ over: 'http' });
    const listening = agent.client.listen({ resourceSubscriptions: ['plimsoll://deployments/dep_none'] });

    await expect(listening).rejects.toThrow();
  });
});

it.each([
  ['deployment/dep_1', ['plimsoll://deployments/dep_1', 'plimsoll://units']],
  ['slot/checkout/production', ['plimsoll://environments/production', 'plimsoll://units']],
  ['tokens', []],
  ['control-plane', []],
  ['statements/dep_1', []],
])('an entry of %s changes %j', (stream, uris) => {
  expect(changedBy(stream)).toEqual(uris);
});
