import { describe, expect, it } from 'vitest';
import { aConfiguration, environmentOf, problemsIn, shortProblems } from './fixtures/configuration.ts';

const staging = '{ target: { command: [node, server.js] }, validate: { smoke: { run: node smoke.js } } }';

const promotion = (text: string): string => `{ production_promotion: ${text} }`;

const environments = (text: string): string =>
  aConfiguration().replace(/environments:[\s\S]*$/, `environments:\n  ${text.replaceAll('\n', '\n  ')}\n`);

it('the configuration that these refusals begin with is right', () => {
  expect(problemsIn(aConfiguration())).toEqual([]);
});

describe('refused whatever else is written', () => {
  it.each([
    [
      'production without requires',
      environments(`staging: ${staging}\nproduction: { target: { command: [node] } }`),
      ['requires-missing 9: production'],
    ],
    [
      'an environment that nothing requires and that requires nothing',
      environments(`staging: ${staging}\nlive: { target: { command: [node] } }`),
      ['requires-missing 8: staging', 'requires-missing 9: live'],
    ],
    [
      'production that requires what does not exist',
      environments(`staging: ${staging}\nproduction: { requires: stagin, target: { command: [node] } }`),
      ['requires-unknown 9: stagin'],
    ],
    [
      'an environment that requires itself',
      environments('production: { requires: production, target: { command: [node] } }'),
      ['smoke-missing 8: production', 'requires-circle 8: production'],
    ],
    [
      'environments that require each other',
      environments(`a: { requires: b, ${staging.slice(2)}\nb: { requires: a, ${staging.slice(2)}`),
      ['requires-circle 8: b', 'requires-circle 9: a'],
    ],
    ['no environment at all', environments('{}'), ['environments-missing 7: environments']],
    [
      'no smoke check on what production requires',
      aConfiguration({ staging: '{ target: { command: [node] }, validate: { integration: { run: x } } }' }),
      ['smoke-missing 8: validate'],
    ],
    [
      'no rollback trigger',
      aConfiguration({ rollback: '{ keep_releases: 5, target_time: 2m }' }),
      ['rollback-trigger-missing 4: rollback'],
    ],
    ['no rollback block', aConfiguration().replace(/rollback: .*\n/, ''), ['rollback-trigger-missing 1: version: 1']],
    [
      'nothing that measures what users get',
      aConfiguration({ rollback: '{ health_timeout: 60s, deployment_timeout: 1h }' }).replaceAll(
        /, gates: \[[^\]]*\]/g,
        '',
      ),
      ['monitoring-missing 12: rollout'],
    ],
    [
      'fewer than two releases kept',
      aConfiguration({ rollback: '{ error_rate: 2%, keep_releases: 1 }' }),
      ['keep-releases 4: 1'],
    ],
    [
      'a promotion checkpoint with count 0',
      aConfiguration({ checkpoints: promotion('{ approvers: [person:a], count: 0 }') }),
      ['approval-count 6: 0'],
    ],
    [
      'a promotion checkpoint without approvers',
      aConfiguration({ checkpoints: promotion('{ approvers: [] }') }),
      ['approvers-missing 6: []'],
    ],
    [
      'a promotion checkpoint that names none',
      aConfiguration({ checkpoints: promotion('{ count: 1 }') }),
      ['approvers-missing 6: production_promotion'],
    ],
    ['no promotion checkpoint', aConfiguration({ checkpoints: '{}' }), ['approvers-missing 6: checkpoints']],
    ['no checkpoints', aConfiguration().replace(/checkpoints: .*\n/, ''), ['approvers-missing 1: version: 1']],
    [
      'another checkpoint without approvers',
      aConfiguration({
        checkpoints: '{ production_promotion: { approvers: [person:a] }, ambiguous_metrics: { approvers: [] } }',
      }),
      ['approvers-missing 6: []'],
    ],
    [
      'more approvals than persons who may give them',
      aConfiguration({ checkpoints: promotion('{ approvers: [person:a, person:b, person:a], count: 3 }') }),
      ['approval-count 6: 3'],
    ],
    [
      'an agent as approver',
      aConfiguration({ checkpoints: promotion('{ approvers: [agent:builder] }') }),
      ['approver-not-a-person 6: agent:builder'],
    ],
    [
      'a CI identity as approver',
      aConfiguration({ checkpoints: promotion('{ approvers: [person:a, CI:github] }') }),
      ['approver-not-a-person 6: CI:github'],
    ],
    [
      'an account of the system as approver',
      aConfiguration({ checkpoints: promotion('{ approvers: [local:os/1000] }') }),
      ['approver-not-a-person 6: local:os/1000'],
    ],
    [
      'an approver without a kind',
      aConfiguration({ checkpoints: promotion('{ approvers: [ada] }') }),
      ['approver 6: ada'],
    ],
    [
      'an approver without a name',
      aConfiguration({ checkpoints: promotion('{ approvers: ["person:"] }') }),
      ['approver 6: "person:"'],
    ],
    [
      'a tag that can be moved',
      aConfiguration({ artifacts: '[{ name: app, type: files, path: app, tag: latest }]' }),
      ['mutable-tag 3: latest'],
    ],
    [
      'a demo that listens beyond this machine',
      aConfiguration({ production: '    demo: true\n    router: { listen: "0.0.0.0:8080" }\n' }),
      ['demo-listener 15: "0.0.0.0:8080"'],
    ],
    [
      'a demo by a name that only begins like loopback',
      aConfiguration({ production: '    demo: true\n    router: { listen: "localhost.example.test:8080" }\n' }),
      ['demo-listener 15: "localhost.example.test:8080"'],
    ],
  ])('%s', (_, text, expected) => {
    expect(shortProblems(text)).toEqual(expected);
  });

  it('a demo on a target other than processes', () => {
    const text = environments(
      `staging: ${staging}\nproduction: { requires: staging, demo: true, target: { type: kubernetes } }`,
    );

    expect(shortProblems(text)).toEqual(['demo-target 9: true', 'not-built-yet 9: kubernetes']);
  });
});

describe('a demo', () => {
  it.each(['localhost:8080', '127.0.0.1:8080', '127.9.8.7:80', '[::1]:8080'])('may listen on %s', (listen) => {
    const text = aConfiguration({ production: `    demo: true\n    router: { listen: "${listen}" }\n` });

    expect(environmentOf(text, 'production')).toMatchObject({ demo: true, router: { listen } });
  });

  it('may take a free loopback port', () => {
    expect(environmentOf(aConfiguration({ production: '    demo: true\n' }), 'production').demo).toBe(true);
  });
});

describe('other values', () => {
  it.each([
    ['names of units', { unit: '{ name: Check_out!, tier: critical }' }, ['name 2: Check_out!']],
    ['names of artifacts', { artifacts: '[{ name: "../app", type: files, path: app }]' }, ['bad-value 3: "../app"']],
    [
      'names of artifacts twice',
      { artifacts: '[{ name: a, type: files, path: a }, { name: a, type: files, path: b }]' },
      ['name-taken 3: a'],
    ],
    [
      'paths beyond the source tree',
      { artifacts: '[{ name: app, type: files, path: ../app }]' },
      ['bad-value 3: ../app'],
    ],
    ['no artifact', { artifacts: '[]' }, ['empty-value 3: []']],
    [
      'names of environments',
      { production: '  Live: { requires: staging, target: { command: [node] } }\n' },
      ['name 14: Live'],
    ],
    [
      'a command that is a text',
      { staging: '{ target: { command: node server.js }, validate: { smoke: { run: x } } }' },
      ['wrong-type 8: node server.js'],
    ],
    ['no command', { staging: '{ target: { command: [] }, validate: { smoke: { run: x } } }' }, ['empty-value 8: []']],
    [
      'no instance',
      { staging: '{ target: { command: [a], instances: 0 }, validate: { smoke: { run: x } } }' },
      ['out-of-range 8: 0'],
    ],
    [
      'a port of its own',
      { staging: '{ target: { command: [a], env: { PORT: "1" } }, validate: { smoke: { run: x } } }' },
      ['name 8: PORT'],
    ],
    [
      'environment variables that are numbers',
      { staging: '{ target: { command: [a], env: { A: 1 } }, validate: { smoke: { run: x } } }' },
      ['wrong-type 8: 1'],
    ],
    ['a listener without a host', { production: '    router: { listen: "8080" }\n' }, ['bad-value 14: "8080"']],
    ['a health path that is none', { production: '    health: { path: healthz }\n' }, ['health-path 14: healthz']],
    ['durations without a unit', { bake: '{ duration: 30 }' }, ['wrong-type 13: 30']],
    ['durations with decimals', { bake: '{ duration: 1.5h }' }, ['duration 13: 1.5h']],
    ['checks without time', { bake: '{ smoke: { run: x, timeout: 0s } }' }, ['duration 13: 0s']],
    ['triggers with a baseline', { rollback: '{ error_rate: baseline * 2 }' }, ['gate-baseline 4: baseline']],
    ['triggers in the wrong unit', { rollback: '{ latency_p99: 2% }' }, ['gate-unit 4: 2%']],
    ['triggers without a unit', { rollback: '{ latency_p99: "800" }' }, ['gate-unit 4: 800']],
    ['shares of nothing', { more: 'verdict: { false_pass: 0% }\n' }, ['ratio 14: 0%']],
    [
      'judges that never worsen',
      { more: 'verdict: { relative_ratio: 1, extend: 0 }\n' },
      ['out-of-range 14: 1', 'out-of-range 14: 0'],
    ],
    [
      'measurements more often than the router counts',
      { more: 'metrics: { interval: 500ms }\n' },
      ['duration 14: 500ms'],
    ],
    ['an empty value', { bake: '' }, ['empty-value 13: bake']],
  ])('are refused: %s', (_, blocks, expected) => {
    expect(shortProblems(aConfiguration(blocks))).toEqual(expected);
  });

  it('name what was most likely meant', () => {
    const remedies = problemsIn(
      aConfiguration({
        unit: '{ name: a, teir: critical, tier: critcal }',
        rollback: '{ eror_rate: 2%, error_rate: 2 }',
        bake: '{ duration: 30, gates: [eror_rate < 1%] }',
        production: '    demo: yes\n',
      }),
    ).map(({ remedy }) => remedy);

    expect(remedies).toEqual([
      'did you mean tier?',
      'did you mean critical?',
      'did you mean error_rate?',
      'write it with its unit, such as 2%',
      'write it with its unit, such as 30m',
      'did you mean error_rate?',
      'write  demo: true',
    ]);
  });

  it('tell what is missing, and show how it is written', () => {
    const [problem] = problemsIn(aConfiguration({ unit: '{ name: checkout }' }));

    expect(problem).toMatchObject({
      code: 'missing-key',
      message: 'tier is missing in unit',
      remedy: 'write  tier: critical',
    });
  });
});
