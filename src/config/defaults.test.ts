import { describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../core/kernel/duration.ts';
import { ALL } from '../core/kernel/weight.ts';
import { aConfiguration, environmentOf, specOf } from './fixtures/configuration.ts';

const text = aConfiguration({ bake: '{}' })
  .replace(/ {4}rollout: .*\n/, '')
  .replace(/ {4}bake: .*\n/, '')
  .replace(/blackouts: .*\n/, '');
const spec = specOf(text);
const production = environmentOf(text, 'production');

describe('what is not written', () => {
  it.each([
    ['metrics come from the router, each second', spec.metrics, { source: { type: 'router' }, interval: seconds(1) }],
    ['the registry is local', spec.registry, { type: 'local' }],
    ['evidence is good for 24 hours', spec.evidenceMaxAge, hours(24)],
    ['no owner is known', spec.owners, []],
    ['five releases are kept', spec.rollback.keepReleases, 5],
    ['a rollback takes at most two minutes', spec.rollback.targetTime, minutes(2)],
    ['unhealthy is a candidate for a minute', spec.rollback.healthTimeout, minutes(1)],
    ['a deployment works for two hours at most', spec.rollback.deploymentTimeout, hours(2)],
    ['only what is written triggers', spec.rollback.triggers.map((trigger) => trigger.text), ['error_rate > 2%']],
    [
      'windows are looked for over the whole run and hold',
      spec.windows,
      { sources: [], onOpen: 'hold', lookahead: 'whole-run' },
    ],
    [
      'the judge errs in 5 % and looks at stable as well',
      spec.verdict,
      { falseRollback: 0.05, falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, underpowered: 'refuse' },
    ],
    [
      'one approver answers within four hours, whoever it is',
      spec.checkpoints.productionPromotion,
      { approvers: ['person:ada'], count: 1, deadline: hours(4), separateFrom: [] },
    ],
    [
      'the same persons answer for ambiguous metrics, within half an hour',
      spec.checkpoints.ambiguousMetrics,
      { approvers: ['person:ada'], count: 1, deadline: minutes(30), separateFrom: [] },
    ],
    [
      'the same persons answer after a rollback',
      spec.checkpoints.afterRollback,
      { approvers: ['person:ada'], count: 1, deadline: hours(24), separateFrom: [] },
    ],
    ['an environment is no demo', production.demo, false],
    ['the router is embedded and takes a free loopback port', production.router, { type: 'embedded', listen: null }],
    ['health is asked at /healthz', production.health, { path: '/healthz', every: seconds(2), healthyAfter: 3 }],
    [
      'one process runs',
      production.target,
      { type: 'process', command: ['node', 'server.js'], instances: 1, env: {}, grace: seconds(10) },
    ],
    [
      'a bake takes half an hour with the gates and smoke of before',
      production.bake,
      { duration: minutes(30), smoke: null, gates: null },
    ],
    ['nothing is migrated', production.migrations, 'none'],
    ['a check may take a quarter of an hour', environmentOf(text, 'staging').checks.smoke?.timeout, minutes(15)],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('a critical unit goes by canary, in the stages of the seed', () => {
    expect(production.rollout).toMatchObject({
      kind: 'canary',
      stages: [
        { weight: 50, duration: minutes(10), gates: [{ text: 'error_rate < 1%' }] },
        { weight: 250, duration: minutes(15), gates: [{ text: 'error_rate < 1%' }] },
        { weight: ALL, duration: null, gates: [] },
      ],
    });
    expect(environmentOf(aConfiguration({ rollout: '{ strategy: canary }' }), 'production').rollout).toEqual(
      production.rollout,
    );
  });

  it('where nobody is promoted to, all goes at once', () => {
    expect(environmentOf(text, 'staging').rollout).toEqual({
      kind: 'canary',
      stages: [{ weight: ALL, duration: null, gates: [] }],
    });
  });
});
