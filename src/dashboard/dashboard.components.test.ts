import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerifiedApproval } from '../core/guard/verified-approval.ts';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';
import { type RealPrometheus, realPrometheus } from '../drivers/metrics/prometheus/testing/real-prometheus.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { Exposition } from '../telemetry/exposition.ts';
import { aSignedRootCause } from '../testing/builders.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';
import { ALERT_RULES, alertRulesText } from './alert-rules.ts';
import { fleetDashboard } from './fleet.ts';
import { unitDashboard } from './unit.ts';

let server: RealPrometheus;
let bench: EngineBench;
let exposition: Exposition;
let folder: string;

/** A control plane with deployments that were completed, rolled back, held and waiting, as a Prometheus of Debian has scraped it. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-rules-'));
  bench = await engineBench(new MemoryJournal());
  const down = { source: 'prometheus', why: 'timeout', detail: '', since: bench.clock.wall() } as const;
  exposition = await Exposition.begin({
    journal: bench.journal,
    store: { deployment: (id) => ({ state: bench.life.deployment(id), version: 0, lastAt: 0 }) },
    engine: { sources: () => [down] },
    ...{ clock: bench.clock, current: (entry) => entry, version: '1.2.3', isChainOk: () => true },
    notifications: () => ({ waiting: 1, sent: 3, dead: 0 }),
  });
  server = await realPrometheus();
  await bench.canary();
  await server.expose(await exposition.text());
  await bench.life.say('dep_2', { type: 'RollbackDeployment', reason: 'users complain' });
  await bench.life.until('dep_2', 'rolled-back', minutes(10));
  await bench.life.say('dep_2', { type: 'CloseDeployment', approval: rootCause() });
  await server.expose(await exposition.text());
  await bench.approved('dep_3', '3', aQuickUnit());
  await bench.life.until('dep_3', (one) => one.phase === 'rolling-out' && one.stage.since !== null, minutes(1));
  await bench.life.say('dep_3', { type: 'HoldDeployment', reason: 'look first' });
  await bench.life.open('dep_4', '4', aQuickUnit());
  await bench.life.until('dep_4', 'awaiting-approval', minutes(1));
  await bench.clock.advance(seconds(2));
  await server.expose(await exposition.text());
});
afterAll(async () => {
  exposition?.stop();
  await bench?.end();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function rootCause(): VerifiedApproval {
  const { planDigest } = bench.life.deployment('dep_2') as { planDigest: string };
  const notAfter = later(bench.clock.wall(), minutes(1));
  return aSignedRootCause('dep_2', planDigest, { issuedAt: bench.clock.wall(), notAfter });
}

/** What Grafana fills in before it asks. */
const filled = (expr: string): string =>
  expr
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__range', '1h')
    .replaceAll('"$unit"', '"checkout"')
    .replaceAll('"$environment"', '"production"');

async function asked(expr: string): Promise<{ status: string; error?: string; data?: { result: unknown[] } }> {
  const answer = await fetch(`${server.url}/api/v1/query?query=${encodeURIComponent(expr)}`);
  return (await answer.json()) as Awaited<ReturnType<typeof asked>>;
}

const PANELS = [fleetDashboard(), unitDashboard()].flatMap(({ title, panels }) =>
  panels.flatMap((panel) => panel.targets.map(({ expr }) => [`${title} · ${panel.title}`, expr] as const)),
);

describe('a panel', () => {
  it.each(PANELS)('%s is answered by a real Prometheus: %s', async (_, expr) => {
    const answer = await asked(filled(expr));

    expect(answer.error).toBeUndefined();
    expect(answer.status).toBe('success');
    expect(answer.data?.result.length).toBeGreaterThan(0);
  });
});

describe('the alert rules', () => {
  it('are good rules to promtool', () => {
    const file = join(folder, 'plimsoll.rules.yml');
    writeFileSync(file, alertRulesText());

    const said = execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });

    expect(said).toContain(`SUCCESS: ${ALERT_RULES.length} rules found`);
  });

  it('fire on what is wrong and on nothing else, as promtool plays it', () => {
    const rules = join(folder, 'plimsoll.rules.yml');
    writeFileSync(rules, alertRulesText());
    const place = 'unit="checkout",environment="production"';
    const series = (name: string, values: string) => ({ series: name, values });
    const test = {
      rule_files: [rules],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: [
            series('plimsoll_info{version="1"}', '1x200'),
            series('plimsoll_chain_ok', '1x200'),
            series(`plimsoll_source_down_seconds{${place},source="prom",why="timeout"}`, '0+60x200'),
            series(`plimsoll_checkpoint_left_seconds{${place},checkpoint="ambiguous-metrics"}`, '1800-60x200'),
          ],
          promql_expr_test: [
            {
              expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
              eval_time: '2m',
              exp_samples: [],
            },
            {
              expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
              eval_time: '25m',
              exp_samples: ['PlimsollSourceStale', 'PlimsollCheckpointUnanswered'].map((name) => ({
                ...{ labels: `{alertname="${name}"}`, value: 1 },
              })),
            },
          ],
        },
        {
          interval: '1m',
          input_series: [series('plimsoll_chain_ok', '0x20')],
          promql_expr_test: [
            {
              expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
              eval_time: '10m',
              exp_samples: ['PlimsollRecordBroken', 'PlimsollAway'].map((name) => ({
                ...{ labels: `{alertname="${name}"}`, value: 1 },
              })),
            },
          ],
        },
      ],
    };
    const file = join(folder, 'test.yml');
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(test));

    expect(execFileSync('promtool', ['test', 'rules', file], { encoding: 'utf8' })).toContain('SUCCESS');
  });
});

it('what is exposed is good text to promtool', async () => {
  const input = await exposition.text();

  expect(() => execFileSync('promtool', ['check', 'metrics'], { input, stdio: 'pipe' })).not.toThrow();
});
