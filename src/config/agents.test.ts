import { describe, expect, it } from 'vitest';
import { hours } from '../core/kernel/duration.ts';
import { WIDEST } from '../core/principal/agent-budget.ts';
import { aConfiguration, load, shortProblems, specOf } from './fixtures/configuration.ts';
import { agentsView } from './show-agents.ts';

const withAgents = (block: string): string => aConfiguration({ more: `agents: ${block}\n` });

describe('what agents may ask for', () => {
  it('is as wide as it can be where nothing is written, and nothing is put into the unit', () => {
    expect(specOf(aConfiguration())).not.toHaveProperty('agents');
    expect(specOf(withAgents('{}')).agents).toEqual(WIDEST);
  });

  it('is narrowed key by key', () => {
    const block = `{ deployments_per_day: 2, changes_per_minute: 5, reads_per_minute: 60, open_requests: 1, text_bytes: 500,
  max_weight: 25%, hours: 22:00-06:00, timezone: Europe/Berlin, environments: [staging], wait_after_reject: 4h }`;

    expect(specOf(withAgents(block)).agents).toEqual({
      ...WIDEST,
      ...{ deploymentsPerDay: 2, changesPerMinute: 5, readsPerMinute: 60, openRequests: 1, textBytes: 500 },
      ...{ maxWeight: 250, environments: ['staging'], waitAfterReject: hours(4) },
      hours: { from: 1_320, to: 360, zone: 'Europe/Berlin' },
    });
  });

  it.each([
    ['deployments_per_day: 11', '11'],
    ['changes_per_minute: 31', '31'],
    ['reads_per_minute: 601', '601'],
    ['open_requests: 4', '4'],
    ['text_bytes: 4097', '4097'],
    ['wait_after_reject: 59m', '59m'],
    ['deployments_per_day: -1', '-1'],
    ['max_weight: 120%', '120%'],
    ['hours: 8-18', '8-18'],
    ['hours: 25:00-26:00', '25:00-26:00'],
    ['hours: 08:00-08:00', '08:00-08:00'],
    ['timezone: Europe/Atlantis', 'Europe/Atlantis'],
    ['environments: [stagin]', 'stagin'],
    ['aproves: true', 'aproves'],
  ])('is never widened, and written as it should be: %s', (key, marked) => {
    const problems = shortProblems(withAgents(`{ ${key} }`));

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(` 14: ${marked.replace(/[/\\[\]]/g, '.')}$`));
  });

  it('is shown in the words that it is read from', () => {
    const text = withAgents('{ hours: 08:00-18:30, timezone: Europe/Berlin, environments: [production, staging] }');
    const spec = specOf(text);

    const shown = JSON.stringify(agentsView(spec.agents ?? WIDEST));

    expect(shown).toContain('"hours":"08:00-18:30","timezone":"Europe/Berlin","environments":["production","staging"]');
    expect(specOf(withAgents(shown))).toEqual(spec);
    expect(load(text)).not.toHaveProperty('problems');
  });
});
