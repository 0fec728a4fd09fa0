import { afterAll, beforeAll, expect, it } from 'vitest';
import { type McpAgent, mcpAgent, saidBy } from './world/mcp-agent.ts';
import { plimsoll } from './world/program.ts';
import { newWorld, type World } from './world/world.ts';

/** What a release may cost an agent, from its plan to its end. */
const MOST_CALLS = 40;
const MOST_TOKENS = 30_000;

let world: World;
let agent: McpAgent | undefined;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(async () => {
  await agent?.close();
  expect(await world?.end()).toEqual([]);
});

it.each([
  ['stdio', '1.1.0'],
  ['http', '1.2.0'],
] as const)(
  'over %s an agent takes a release from its plan to the question, and after a person’s approval watches it to its end',
  async (over, version) => {
    await world.counter.release(version);
    const users = await world.users();
    await agent?.close();
    agent = await mcpAgent(world.plane, { over });
    try {
      const { plan } = saidBy(await agent.call('plan_deployment'));
      expect(plan).toMatchObject({ unit: 'counter', environment: 'production', changes: true });
      const given = { plan_digest: plan.plan_digest, idempotency_key: version, reason: `ship ${version}` };
      let { deployment } = saidBy(await agent.call('start_deployment', given));
      const { deployment_id } = deployment;
      const follow = async (isThere: () => boolean): Promise<void> => {
        while (!isThere()) {
          const seen = saidBy(await mustAgent().call('wait_for_change', { deployment_id, after: deployment.seq }));
          deployment = seen.deployment;
          expect(mustAgent().spent.calls).toBeLessThanOrEqual(MOST_CALLS);
        }
      };
      await follow(() => deployment.over || deployment.phase === 'awaiting-approval');
      const asked = saidBy(
        await agent.call('request_approval', { deployment_id, statement: 'reads like the last one' }),
      );
      expect(asked).toMatchObject({ command: `plimsoll approve ${deployment_id}`, enrolled: ['person:demo (DEMO)'] });
      expect(asked.page).toMatch(/^http:\/\/localhost:\d+\/d\/dep_\w+\/approve$/);

      await world.approver.answer(world.plane.client, deployment_id, 'production-promotion', 'approve', 'reads well');
      await follow(() => deployment.over);

      expect(deployment).toMatchObject({
        phase: 'completed',
        signal: 'DEPLOYMENT_COMPLETE',
        requester: 'agent:builder',
      });
      const report = saidBy(await agent.call('get_report', { deployment_id, kind: 'post' }));
      expect(report.untrusted_markdown).toContain('Deployment Status: ✅ COMPLETE');
      const verified = saidBy(await agent.call('verify_record', { deployment_id }));
      expect(verified).toMatchObject({ sound: true, result: 'ok' });
      expect(agent.spent.calls).toBeLessThanOrEqual(MOST_CALLS);
      expect(agent.spent.tokens).toBeLessThanOrEqual(MOST_TOKENS);
      console.log(`over ${over} a release cost ${agent.spent.calls} calls and ${agent.spent.tokens} tokens`);
    } finally {
      await users.leave();
    }
  },
);

const mustAgent = (): McpAgent => {
  if (agent === undefined) throw new Error('there is no agent');
  return agent;
};

it('a client of the earlier revision is served as well, and the prompt has the bytes of the command line', async () => {
  const old = await mcpAgent(world.plane, { modern: false, name: 'elder', args: ['--tools', 'read'] });
  try {
    expect(old.client.getNegotiatedProtocolVersion()).toBe('2025-11-25');
    expect((await old.client.listTools()).tools).toHaveLength(9);
    const { messages } = await old.client.getPrompt({ name: 'deployment', arguments: { allow_missing: 'true' } });
    const shown = await plimsoll(world.counter.dir, 'prompt', 'deployment', '--allow-missing');
    const text = (messages[0]?.content as { readonly text?: string } | undefined)?.text ?? '';
    // The moment at which windows were looked at stands in it.
    const timeless = (one: string): string => one.replaceAll(/\d\d:\d\d/g, '');
    expect(timeless(shown.out.trim())).toBe(timeless(text.trim()));
  } finally {
    await old.close();
  }
});

it('a control plane that is killed in the middle of a watch is watched again by the same client over HTTP', async () => {
  await world.counter.release('1.3.0');
  const watching = await mcpAgent(world.plane, { over: 'http', name: 'watcher' });
  try {
    const { plan } = saidBy(await watching.call('plan_deployment'));
    const given = { plan_digest: plan.plan_digest, idempotency_key: 'killed', reason: 'ship 1.3.0' };
    const { deployment } = saidBy(await watching.call('start_deployment', given));
    const { deployment_id } = deployment;
    const watch = watching.call('wait_for_change', { deployment_id, after: 10_000, until: 'event' });
    watch.catch(() => undefined);

    await world.plane.killed(deployment_id);

    await watch.catch((error: Error) => expect(error.message).toMatch(/fetch failed|terminated|closed|socket|ECONN/i));
    let seen = deployment;
    while (seen.phase !== 'awaiting-approval' && !seen.over)
      seen = saidBy(await watching.call('wait_for_change', { deployment_id, after: seen.seq })).deployment;
    expect(seen.phase).toBe('awaiting-approval');
    // What was planned is forgotten, what was begun is not: the same plan comes to the same deployment.
    const again = saidBy(await watching.call('start_deployment', given));
    expect([again.code, again.deployment?.deployment_id]).toEqual([undefined, deployment_id]);
    await watching.call('abort_deployment', { deployment_id, reason: 'the test is over' });
  } finally {
    await watching.close();
  }
});

it('the door leaves when its client does, and the deployments go on', async () => {
  const passing = await mcpAgent(world.plane, { name: 'passing' });
  const { pid } = passing;
  await passing.close();

  expect(isThere(pid)).toBe(false);
  expect((await world.plane.client.list()).length).toBeGreaterThan(0);
});

const isThere = (pid: number | null): boolean => {
  if (pid === null) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
