import { describe, expect, it } from 'vitest';
import { aConfiguration, fixture, load } from './fixtures/configuration.ts';
import { type ResolvedConfig, resolvedConfig } from './show.ts';

function show(text: string, env: Record<string, string> = {}): ResolvedConfig {
  const loaded = load(text, env);
  if ('spec' in loaded) return resolvedConfig(loaded.spec, loaded.origins);
  throw new Error(loaded.problems.map(({ message }) => message).join(', '));
}

describe('the resolved view', () => {
  const rollout =
    '\n      strategy: canary\n      stages:\n        - { weight: 0.5%, duration: 90m, gates: [ "latency_p99<baseline*1.10" ] }\n        - { weight: 100.0% }';
  const blackouts =
    '{ timezone: Europe/Berlin, windows: [{ name: peak, cron: "0 17 * * 1-5", duration: 240m }, { name: eve, from: "2026-12-24T00:00", to: "2026-12-27T00:00", timezone: UTC }] }';
  const text = aConfiguration({
    rollout,
    blackouts,
    rollback: '{ error_rate: 2.50%, latency_p99: 1s }',
    production: `    health: { path: "\${AT}" }\n`,
  });
  const { config, origins } = show(text, { AT: '/up' });

  it('has durations, weights and gates in their normal form', () => {
    expect(config).toMatchObject({
      version: 1,
      rollback: { error_rate: '2.5%', latency_p99: '1000ms', health_timeout: '1m', deployment_timeout: '2h' },
      evidence_max_age: '1d',
      blackouts: {
        windows: [
          { name: 'peak', cron: '0 17 * * 1-5', duration: '4h', timezone: 'Europe/Berlin' },
          { name: 'eve', from: '2026-12-24T00:00', to: '2026-12-27T00:00', timezone: 'UTC' },
        ],
      },
      environments: {
        production: {
          rollout: {
            strategy: 'canary',
            stages: [
              { weight: '0.5%', duration: '1h30m', gates: ['latency_p99 < baseline * 1.1'] },
              { weight: '100%', gates: [] },
            ],
          },
        },
      },
    });
  });

  it('says where each value came from', () => {
    expect(origins).toMatchObject({
      'rollback.error_rate': 'plimsoll.yaml:4',
      'rollback.keep_releases': 'default',
      'environments.production.health.path': 'variable AT (plimsoll.yaml:18)',
      'environments.production.health.every': 'default',
      'environments.production.rollout.stages[0].gates[0]': 'plimsoll.yaml:15',
    });
  });

  it('says from where in the file a value was taken that was not written in its place', () => {
    expect(origins).toMatchObject({
      'blackouts.windows[0].timezone': 'plimsoll.yaml:5',
      'checkpoints.ambiguous_metrics.approvers[0]': 'plimsoll.yaml:6',
      'checkpoints.ambiguous_metrics.count': 'default',
      'environments.production.bake.smoke.run': 'plimsoll.yaml:8',
      'environments.production.bake.smoke.timeout': 'default',
    });
  });

  it('has an origin for every single value', () => {
    const count = (view: unknown): number =>
      typeof view === 'object' && view !== null ? Object.values(view).reduce((sum, one) => sum + count(one), 0) : 1;

    expect(Object.keys(origins)).toHaveLength(count(config));
  });

  it('shows the gates that the bake takes from the last gated stage', () => {
    expect(show(fixture('smallest.yaml')).config).toMatchObject({
      environments: { production: { bake: { duration: '30m', gates: ['error_rate < 1%'] } } },
    });
  });

  it('is a configuration again, and means the same', () => {
    const text = fixture('big-example-built.yaml');
    const again = load(JSON.stringify(withoutNulls(show(text).config)));
    const first = load(text);

    expect('spec' in again && again.spec.environments.production?.rollout).toEqual(
      'spec' in first && first.spec.environments.production?.rollout,
    );
    expect('spec' in again && again.spec.windows).toEqual('spec' in first && first.spec.windows);
  });
});

/** A value that is not set cannot be written. */
function withoutNulls(view: unknown): unknown {
  if (Array.isArray(view)) return view.map(withoutNulls);
  if (typeof view !== 'object' || view === null) return view;
  const kept = Object.entries(view).filter(([, inside]) => inside !== null);
  return Object.fromEntries(kept.map(([key, inside]) => [key, withoutNulls(inside)]));
}
