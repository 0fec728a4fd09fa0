import { describe, expect, it } from 'vitest';
import { aConfiguration, environmentOf, shortProblems, specOf } from './fixtures/configuration.ts';
import { environmentView } from './show-environment.ts';

const rollout = (shadows: string, last = ''): string =>
  `{ strategy: canary, stages: [{ weight: 5%, duration: 10m, gates: [error_rate < 1%], shadow_gates: [${shadows}] }, { weight: 100%${last} }] }`;

describe('gates on trial', () => {
  it('are read beside the gates of a stage, and stages without have none', () => {
    const production = environmentOf(
      aConfiguration({ rollout: rollout('error_rate < 0.5%, latency_p99 < 300ms') }),
      'production',
    );
    const stages = production.rollout.kind === 'canary' ? production.rollout.stages : [];

    expect(
      stages.map(({ gates, shadowGates }) => [gates, shadowGates].map((all) => all?.map(({ text }) => text))),
    ).toEqual([
      [['error_rate < 1%'], ['error_rate < 0.5%', 'latency_p99 < 300ms']],
      [[], undefined],
    ]);
    expect(stages[1]).not.toHaveProperty('shadowGates');
  });

  it('are held to the same grammar, and at 100 % nothing is left to compare with', () => {
    expect(shortProblems(aConfiguration({ rollout: rollout('eror_rate < 1%') }))).toEqual([
      'gate-metric 12: eror_rate',
    ]);
    expect(
      shortProblems(aConfiguration({ rollout: rollout('error_rate < 1%', ', shadow_gates: [error_rate < baseline]') })),
    ).toEqual(['gate-baseline 12: baseline']);
  });

  it('are shown with the configuration', () => {
    const text = aConfiguration({ rollout: rollout('error_rate < 0.5%') });

    const shown = JSON.stringify(environmentView(specOf(text), environmentOf(text, 'production')));

    expect(shown).toContain('"shadow_gates":["error_rate < 0.5%"]');
  });
});
