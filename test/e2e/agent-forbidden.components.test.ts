import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type McpAgent, mcpAgent, saidBy } from './world/mcp-agent.ts';
import { MAIN_FILE } from './world/program.ts';
import { newWorld, type World } from './world/world.ts';

let world: World;
let agent: McpAgent;
let id = '';
beforeAll(async () => {
  world = await newWorld();
  await world.counter.release('1.1.0');
  agent = await mcpAgent(world.plane, { over: 'http' });
  const { plan } = saidBy(await agent.call('plan_deployment'));
  const given = { plan_digest: plan.plan_digest, idempotency_key: 'one', reason: 'ship it' };
  let { deployment } = saidBy(await agent.call('start_deployment', given));
  id = deployment.deployment_id;
  while (deployment.phase !== 'awaiting-approval' && !deployment.over)
    deployment = saidBy(await agent.call('wait_for_change', { deployment_id: id, after: deployment.seq })).deployment;
});
afterAll(async () => {
  await agent?.close();
  expect(await world?.end()).toEqual([]);
});

// Where a person sits at a terminal these would go on to a signature; here each ends before that, with what speaks against it.
it.each([
  ['approve ID --no-input', 'no-terminal'],
  ['reject ID --reason no', 'no-terminal'],
  ['decide ID proceed --reason go', 'approval-not-pending'],
  ['decide ID close --root-cause cosmic-rays', 'approval-not-pending'],
  ['break-glass ID --reason hurry', 'nothing-to-shorten'],
  ['environment release production --reason free', 'environment-not-held'],
  ['environment accept-drift production --reason fine', 'no-drift'],
  ['policy adopt -e production --reason weaker', 'policy-unchanged'],
  ['approver add --key --name builder', 'no-terminal'],
  ['approver revoke person:demo --reason gone', 'key-unknown'],
  ['token create --name another --owner ada', 'role-may-not'],
  ['token revoke tok_0000000000000000 --reason gone', 'role-may-not'],
  ['adopt -e production --reason mine', 'role-may-not'],
  ['down', 'role-may-not'],
])('an agent is refused on the command line, and nothing changes: %s', async (written, code) => {
  const words = written.split(' ').map((word) => (word === 'ID' ? id : word));
  const before = await world.plane.client.about();

  const ran = await execa(process.execPath, [MAIN_FILE, ...words, '-o', 'json', '-C', world.counter.dir], {
    ...{ reject: false, stdin: 'ignore' },
    env: { PLIMSOLL_TOKEN: agent.token },
  });

  const { ok, errors, exit } = JSON.parse(ran.stdout);
  expect([ok, exit]).toEqual([false, ran.exitCode]);
  expect(ran.exitCode).not.toBe(0);
  expect(errors[0]).toMatchObject({ code, remedy: expect.stringMatching(/./) });
  const after = await world.plane.client.about();
  expect([after.pid, after.fingerprint, after.approvers]).toEqual([before.pid, before.fingerprint, before.approvers]);
  expect((await world.plane.client.get(id)).phase).toBe('awaiting-approval');
});
