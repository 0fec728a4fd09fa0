import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { controlPlaneClient } from '../../src/api/client.ts';
import { ProblemError } from '../../src/api/problem.ts';
import { overSocket } from '../../src/cli/connect.ts';
import type { Settings } from './world/counter.ts';
import { type McpAgent, mcpAgent, saidBy } from './world/mcp-agent.ts';
import { MAIN_FILE, plimsoll } from './world/program.ts';
import { newWorld, type World } from './world/world.ts';

/** What a way said no with. */
interface No {
  readonly code: string;
  readonly remedy: string;
}

const NOTHING: No = { code: 'it was not refused', remedy: '' };
// Stages of two seconds prove nothing: said in the plan, or a release is refused for that, and for nothing that is meant here.
const SETTINGS: Settings = { verdict: '{ underpowered: accept }' };
const NO_PLAN = `sha256:${'0'.repeat(64)}`;

let world: World;
let agent: McpAgent;
let config = '';
let before = '';
let opened = 0;
beforeAll(async () => {
  world = await newWorld(SETTINGS);
  agent = await mcpAgent(world.plane);
  config = join(world.counter.dir, 'plimsoll.yaml');
  before = await readFile(config, 'utf8');
  opened = (await world.plane.client.list()).length;
});
afterEach(() => writeFile(config, before));
afterAll(async () => {
  await agent?.close();
  expect(await world?.end()).toEqual([]);
});

/** Writes the configuration otherwise; fails where nothing of it changes. */
async function rewrite(from: string | RegExp, to: string): Promise<void> {
  const text = before.replaceAll(from, to);
  expect(text).not.toBe(before);
  await writeFile(config, text);
}

/** Tries to deploy by each of the three ways, and gives what each said. */
async function deployByEveryWay(): Promise<readonly (readonly [string, No])[]> {
  const ran = await plimsoll(world.counter.dir, 'deploy', '-o', 'json');
  const request = { config, environment: 'production', reference: 'HEAD', dirty: false, reason: 'a test' };
  const planned = await agent.call('plan_deployment');
  const given = { plan_digest: NO_PLAN, idempotency_key: `${Math.random()}`, reason: 'it is a small change' };
  const started = await agent.call('start_deployment', given);
  return [
    ['CLI', JSON.parse(ran.out).errors[0] ?? NOTHING],
    ['API', await saidNo(world.plane.client.open(request))],
    ['MCP plan', planned.isError === true ? saidBy(planned) : NOTHING],
    ['MCP start', started.isError === true ? saidBy(started) : NOTHING],
  ];
}

async function saidNo(asking: Promise<unknown>): Promise<No> {
  try {
    await asking;
    return NOTHING;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems[0] ?? NOTHING;
  }
}

/** That every way refused with this code and a remedy, and that nothing began. */
async function expectRefused(code: string): Promise<void> {
  const ways = await deployByEveryWay();
  expect(ways.map(([way, no]) => [way, no.code])).toEqual(ways.map(([way]) => [way, code]));
  for (const [way, { remedy }] of ways) expect(remedy, way).not.toBe('');
  expect(await world.plane.client.list()).toHaveLength(opened);
}

describe('1. skipping staging', () => {
  it('is refused where production requires nothing before it', async () => {
    await rewrite('    requires: staging\n', '');

    await expectRefused('requires-missing');
  });

  it('is no flag, no field and no argument', async () => {
    const ran = await plimsoll(world.counter.dir, 'deploy', '--skip-staging', '-o', 'json');
    const field = await saidNo(
      world.plane.client.open({
        ...{ config, environment: 'production', reference: 'HEAD', dirty: false, reason: 'a test' },
        ...{ skip_staging: true },
      }),
    );
    const given = { plan_digest: NO_PLAN, idempotency_key: 'k', reason: 'small change', skip_staging: true };
    const argument = await agent.call('start_deployment', given);

    expect([ran.exit, field.code, argument.isError]).toEqual([2, 'request-malformed', true]);
    expect(await world.plane.client.list()).toHaveLength(opened);
  });
});

describe('2. no rollback plan', () => {
  it('is refused where nothing would take a bad release back', async () => {
    await rewrite(/^rollback: .*\n/gm, '');

    await expectRefused('rollback-trigger-missing');
  });
});

describe('2. no rollback plan, where releases are thrown away', () => {
  it('is refused where no earlier release would be kept', async () => {
    await rewrite(/^rollback: \{ /gm, 'rollback: { keep_releases: 1, ');

    await expectRefused('keep-releases');
  });
});

describe('3. insufficient monitoring', () => {
  it('is refused where no gate and no trigger measures what users get', async () => {
    await writeFile(config, before.replace('error_rate: 60%, ', '').replaceAll(/, gates: \[[^\]]*\]/g, ''));

    await expectRefused('monitoring-missing');
  });

  it('is refused where a gate names what nobody measures', async () => {
    await rewrite('error_rate < 10%', 'conversion > 3%');

    await expectRefused('gate-metric');
  });
});

describe('4. over-automation', () => {
  it('is refused where production would be answered by nobody', async () => {
    await rewrite(
      'production_promotion: { approvers: [person:demo], count: 1 }',
      'production_promotion: { approvers: [person:demo], count: 0 }',
    );

    await expectRefused('approval-count');
  });

  it('is refused where an agent would be the one to answer', async () => {
    await rewrite(
      'production_promotion: { approvers: [person:demo], count: 1 }',
      'production_promotion: { approvers: [agent:builder], count: 1 }',
    );

    await expectRefused('approver-not-a-person');
  });

  it('an agent that approves for itself is refused, and the question stays open', async () => {
    await world.counter.release('1.1.0', {}, SETTINGS);
    opened += 1;
    // Another one: how much an agent may ask for in a minute is limited, and the one before asked for much.
    await agent.close();
    agent = await mcpAgent(world.plane, { name: 'second' });
    const planned = await agent.call('plan_deployment');
    expect(planned.isError, JSON.stringify(planned.structuredContent)).toBeFalsy();
    const { plan } = saidBy(planned);
    const given = { plan_digest: plan.plan_digest, idempotency_key: 'auto', reason: 'ship it' };
    let { deployment } = saidBy(await agent.call('start_deployment', given));
    const { deployment_id } = deployment;
    while (deployment.phase !== 'awaiting-approval' && !deployment.over) {
      const seen = await agent.call('wait_for_change', { deployment_id, after: deployment.seq });
      deployment = saidBy(seen).deployment;
    }
    expect(deployment).toMatchObject({ phase: 'awaiting-approval' });
    const asked = ['approve', deployment_id, '--plan-digest', plan.plan_digest, '--no-input', '-o', 'json'];
    const ran = await execa(process.execPath, [MAIN_FILE, ...asked, '-C', world.counter.dir], {
      ...{ reject: false, stdin: 'ignore' },
      env: { PLIMSOLL_TOKEN: agent.token },
    });
    const socket = await readFile(join(world.counter.dir, '.plimsoll', 'control.sock.path'), 'utf8');
    const asAgent = controlPlaneClient(overSocket(socket.trim(), agent.token));
    const byApi = await saidNo(asAgent.answer(deployment_id, { statement: '', signature: '' } as never));
    const byMcp = await agent.call('approve_deployment', { deployment_id }).then(
      ({ isError }) => isError,
      () => true,
    );

    expect(ran.exitCode).not.toBe(0);
    expect(JSON.parse(ran.stdout).errors[0].remedy).not.toBe('');
    expect(byApi).toMatchObject({ code: 'role-may-not', remedy: expect.stringContaining('an approver signs it') });
    expect(byMcp).toBe(true);
    expect(saidBy(await agent.call('request_approval', { deployment_id })).command).toBe(
      `plimsoll approve ${deployment_id}`,
    );
    expect((await world.plane.client.get(deployment_id)).phase).toBe('awaiting-approval');
    await agent.call('abort_deployment', { deployment_id, reason: 'the test is over' });
  });
});

describe('5. blackout window violations', () => {
  it('a deployment inside a window is refused, with when it is free', async () => {
    const written = (at: number): string => new Date(at).toISOString().slice(0, 16);
    const [from, to] = [written(Date.now() - 3_600_000), written(Date.now() + 7_200_000)];
    await world.counter.release(
      '1.2.0',
      {},
      { ...SETTINGS, blackouts: ['timezone: UTC', 'windows:', `  - { name: freeze, from: "${from}", to: "${to}" }`] },
    );
    before = await readFile(config, 'utf8');

    const ways = await deployByEveryWay();
    expect(new Set(ways.map(([, { code }]) => code)).size).toBe(1);
    expect(ways[0]?.[1].code).toMatch(/window/);
    for (const [way, { remedy }] of ways) expect(remedy, way).not.toBe('');
    expect(await world.plane.client.list()).toHaveLength(opened);
    expect(saidBy(await agent.call('check_blackout'))).toMatchObject({ allowed: false, window: 'freeze' });
  });
});
