import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOOLS, type ToolName } from '../../src/core/authorisation/tool-table.ts';
import type { CallerName } from '../authorisation/callers.ts';
import { type Agent, anAgent, saidBy } from './agent.ts';

const CALLERS: readonly CallerName[] = ['agent', 'ci', 'account', 'approver', 'admin', 'suspended', 'nobody'];

// Written down a second time, by hand. `yes`: the table lets it through, whatever comes of it; `no`: refused before anything is done.
const EXPECTED: Readonly<Record<string, string>> = {
  'list_units, get_environment, get_deployment, wait_for_change, list_history, verify_record, check_blackout, get_report, explain_gate':
    'yes yes yes yes yes no no',
  'request_approval, draft_incident, attach_statement': 'yes yes yes yes yes no no',
  // The admin of the bench holds a key in force, and so is an operator too.
  'plan_deployment, start_deployment, hold_deployment, rollback_deployment, abort_deployment':
    'yes yes yes yes yes no no',
};
const ROWS = Object.entries(EXPECTED).flatMap(([names, cells]) =>
  names.split(', ').map((name) => [name as ToolName, cells.split(' ')] as const),
);

/** Codes that say that this is not for whoever asks. */
const SHUT = ['role-may-not', 'not-signed-in', 'session-ended', 'token-malformed', 'proof-too-weak'];

let agent: Agent;
let deployment_id = '';
let doors: readonly Awaited<ReturnType<Agent['another']>>[] = [];
beforeAll(async () => {
  agent = await anAgent();
  deployment_id = await agent.start();
  await agent.here.until(deployment_id, 'awaiting-approval');
  doors = await Promise.all(CALLERS.map((caller) => agent.another('operate', caller)));
});
afterAll(() => agent.close());

const GIVEN: Readonly<Record<ToolName, () => object>> = {
  list_units: () => ({}),
  get_environment: () => ({ unit: 'checkout' }),
  get_deployment: () => ({ deployment_id }),
  wait_for_change: () => ({ deployment_id, after: 0, seconds: 0 }),
  list_history: () => ({}),
  verify_record: () => ({ deployment_id }),
  check_blackout: () => ({}),
  get_report: () => ({ deployment_id, kind: 'staging' }),
  explain_gate: () => ({ deployment_id }),
  request_approval: () => ({ deployment_id }),
  draft_incident: () => ({ deployment_id, markdown: 'what happened' }),
  attach_statement: () => ({ deployment_id, markdown: 'have a look' }),
  plan_deployment: () => ({ package: false }),
  start_deployment: () => ({ plan_digest: `sha256:${'0'.repeat(64)}`, idempotency_key: 'k', reason: 'a test' }),
  hold_deployment: () => ({ deployment_id, reason: 'a test' }),
  rollback_deployment: () => ({ deployment_id, reason: 'a test' }),
  abort_deployment: () => ({ deployment_id, reason: 'a test' }),
};

describe('the table of tools', () => {
  it('is tested for every tool', () => {
    expect(ROWS.map(([name]) => name).sort()).toEqual(Object.keys(TOOLS).sort());
  });

  it.each(ROWS)('%s is for %j', async (name, cells) => {
    const told: string[] = [];
    for (const { client } of doors) {
      const { code = '' } = saidBy(await agent.call(name, GIVEN[name](), client));
      told.push(SHUT.includes(code) ? 'no' : 'yes');
    }
    expect(told).toEqual(cells);
  });
});
