import { describe, expect, it } from 'vitest';
import {
  aConfiguration,
  environmentOf,
  problemsIn,
  shortProblems,
  specOf,
  stagesOf,
} from './fixtures/configuration.ts';

const stages = (...texts: readonly string[]): string =>
  `\n      strategy: canary\n      stages:${texts.map((text) => `\n        - ${text}`).join('')}`;

const windows = (...texts: readonly string[]): string =>
  `\n  timezone: Europe/Berlin\n  windows:${texts.map((text) => `\n    - ${text}`).join('')}`;

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

describe('stages of a rollout', () => {
  it.each([
    [
      'do not fall',
      stages('{ weight: 25%, duration: 1m }', '{ weight: 5%, duration: 1m }', '{ weight: 100% }'),
      ['weight-not-rising 16: 5%'],
    ],
    [
      'do not stay',
      stages('{ weight: 25%, duration: 1m }', '{ weight: 25%, duration: 1m }', '{ weight: 100% }'),
      ['weight-not-rising 16: 25%'],
    ],
    ['begin above nothing', stages('{ weight: 0%, duration: 1m }', '{ weight: 100% }'), ['weight-not-rising 15: 0%']],
    ['end at 100 %', stages('{ weight: 5%, duration: 1m }', '{ weight: 50% }'), ['last-weight 16: 50%']],
    [
      'have no duration at the end',
      stages('{ weight: 5%, duration: 1m }', '{ weight: 100%, duration: 1m }'),
      ['last-duration 16: duration'],
    ],
    [
      'have a duration before the end',
      stages('{ weight: 5% }', '{ weight: 100% }'),
      ['missing-key 15: { weight: 5% }'],
    ],
    ['are not none', '{ strategy: canary, stages: [] }', ['empty-value 12: []']],
    [
      'compare with no baseline at 100 %',
      stages('{ weight: 100%, gates: [error_rate < baseline] }'),
      ['gate-baseline 15: baseline'],
    ],
    [
      'have weights with at most one decimal',
      stages('{ weight: 5.25%, duration: 1m }', '{ weight: 100% }'),
      ['weight 15: 5.25%'],
    ],
    ['have weights with their sign', stages('{ weight: 5, duration: 1m }', '{ weight: 100% }'), ['wrong-type 15: 5']],
    [
      'have gates of their own grammar',
      stages('{ weight: 5%, duration: 1m, gates: [error_rate == 1%] }', '{ weight: 100% }'),
      ['gate-syntax 15: =='],
    ],
    [
      'have gates without calls',
      stages('{ weight: 5%, duration: 1m, gates: ["max(error_rate) < 1%"] }', '{ weight: 100% }'),
      ['gate-syntax 15: max('],
    ],
    [
      'have gates that are texts',
      stages('{ weight: 5%, duration: 1m, gates: [a < 1% and b: c] }', '{ weight: 100% }'),
      ['gate-is-map 15: a < 1% and b: c'],
    ],
  ])('%s', (_, rollout, expected) => {
    expect(shortProblems(aConfiguration({ rollout }))).toEqual(expected);
  });

  it('may gate the last one on absolute limits', () => {
    const rollout = stages('{ weight: 100%, gates: [error_rate < 1%] }');

    expect(stagesOf(environmentOf(aConfiguration({ rollout }), 'production'))).toMatchObject([
      { weight: 1_000, duration: null, gates: [{ text: 'error_rate < 1%' }] },
    ]);
  });

  it('may be 0.1 % fine', () => {
    const rollout = stages('{ weight: 0.1%, duration: 1m }', '{ weight: 0.2%, duration: 1m }', '{ weight: 100% }');

    expect(stagesOf(environmentOf(aConfiguration({ rollout }), 'production')).map(({ weight }) => weight)).toEqual([
      1, 2, 1_000,
    ]);
  });
});

it('a bake compares with no baseline', () => {
  expect(shortProblems(aConfiguration({ bake: '{ gates: [latency_p99 < baseline * 1.1] }' }))).toEqual([
    'gate-baseline 13: baseline',
  ]);
});

describe('windows', () => {
  it.each([
    [
      'have a zone',
      '{ windows: [{ name: a, cron: "0 9 * * 1", duration: 1h }] }',
      ['timezone-missing 5: { name: a, cron: "0 9 * * 1", duration: 1h }'],
    ],
    ['have a zone that exists', '{ timezone: Mars/Base, windows: [] }', ['timezone 5: Mars/Base']],
    ['have a time', windows('{ name: a }'), ['window-times 8: { name: a }']],
    [
      'have not two kinds of time',
      windows('{ name: a, cron: "0 9 * * 1", to: "2026-12-18T00:00" }'),
      ['window-times 8: { name: a, cron: "0 9 * * 1", to: "2026-12-18T00:00" }'],
    ],
    [
      'have a duration beside cron',
      windows('{ name: a, cron: "0 9 * * 1" }'),
      ['missing-key 8: { name: a, cron: "0 9 * * 1" }'],
    ],
    [
      'have an end beside their begin',
      windows('{ name: a, from: "2026-12-18T00:00" }'),
      ['missing-key 8: { name: a, from: "2026-12-18T00:00" }'],
    ],
    [
      'end after they begin',
      windows('{ name: a, from: "2026-12-18T00:00", to: "2026-12-18T00:00" }'),
      ['window-order 8: "2026-12-18T00:00"'],
    ],
    [
      'have dates of the calendar',
      windows('{ name: a, from: "2026-02-30T00:00", to: 2026-12-18 }'),
      ['date 8: "2026-02-30T00:00"', 'date 8: 2026-12-18'],
    ],
    [
      'have names of their own',
      windows('{ name: a, cron: "0 9 * * 1", duration: 1h }', '{ name: a, cron: "0 8 * * 1", duration: 1h }'),
      ['name-taken 9: a'],
    ],
    [
      'have cron expressions that happen',
      windows('{ name: a, cron: "0 0 30 2 *", duration: 1h }'),
      ['cron 8: "0 0 30 2 *"'],
    ],
    [
      'have rules that can be read',
      windows('{ name: a, rrule: FREQ=HOURLY, starts: "2026-01-02T15:00", duration: 1h }'),
      ['rrule 8: FREQ=HOURLY'],
    ],
    [
      'have a first start beside their rule',
      windows('{ name: a, rrule: "FREQ=WEEKLY;BYDAY=FR", duration: 1h }'),
      ['missing-key 8: { name: a, rrule: "FREQ=WEEKLY;BYDAY=FR", duration: 1h }'],
    ],
    [
      'have a first start that is one of the rule',
      windows('{ name: a, rrule: "FREQ=WEEKLY;BYDAY=FR", starts: "2026-01-01T15:00", duration: 1h }'),
      ['window-start 8: "2026-01-01T15:00"'],
    ],
    [
      'have exceptions that are dates',
      windows('{ name: a, rrule: FREQ=DAILY, starts: "2026-01-01T15:00", duration: 1h, exdates: [tomorrow] }'),
      ['date 8: tomorrow'],
    ],
    [
      'have feeds by address or in this folder',
      windows('{ name: a, ics: ../freeze.ics }'),
      ['feed-address 8: ../freeze.ics'],
    ],
    [
      'have feeds without passwords',
      windows('{ name: a, ics: "https://u:p@c.test" }'),
      ['feed-address 8: "https://u:p@c.test"'],
    ],
    [
      'have feeds that are read over HTTP',
      windows('{ name: a, ics: "ftp://c.test/a" }'),
      ['feed-address 8: "ftp://c.test/a"'],
    ],
    ['match plain texts', windows('{ name: a, ics: a.ics, match: "FREEZE.*" }'), ['match 8: "FREEZE.*"']],
    ['deny when a feed is stale', windows('{ name: a, ics: a.ics, on_stale: allow }'), ['unknown-value 8: allow']],
    [
      'have ranges of addresses',
      windows('{ name: a, ics: a.ics, allow_private: [10.1.1.1] }'),
      ['address-range 8: 10.1.1.1'],
    ],
    [
      'have no length beside a feed',
      windows('{ name: a, ics: a.ics, duration: 1h }'),
      ['window-times 8: { name: a, ics: a.ics, duration: 1h }'],
    ],
    ['last longer than nothing', windows('{ name: a, cron: "0 9 * * 1", duration: 0s }'), ['duration 8: 0s']],
  ])('%s', (_, blackouts, expected) => {
    expect(shortProblems(aConfiguration({ blackouts }))).toEqual(expected);
  });

  it('may each have a zone of their own', () => {
    const blackouts = windows('{ name: a, cron: "0 9 * * 1", duration: 1h, timezone: Asia/Tokyo }');

    expect(specOf(aConfiguration({ blackouts })).windows.sources).toMatchObject([{ timezone: 'Asia/Tokyo' }]);
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

describe('a strategy', () => {
  it.each([
    [
      'has no keys of another',
      '{ strategy: rolling, stages: [{ weight: 100% }] }',
      ['key-of-another-strategy 12: stages'],
    ],
    ['is one of three', '{ strategy: bluegreen }', ['unknown-value 12: bluegreen']],
    [
      'has room to replace an instance',
      '{ strategy: rolling, max_unavailable: 0, max_surge: 0 }',
      ['rolling-without-room 12: { strategy: rolling, max_unavailable: 0, max_surge: 0 }'],
    ],
    ['has limits that are counts or percentages', '{ strategy: rolling, max_surge: 1.5 }', ['bad-value 12: 1.5']],
    ['takes no more than all', '{ strategy: rolling, max_unavailable: 101% }', ['bad-value 12: 101%']],
    [
      'flips back on one comparison with a fixed limit',
      '{ strategy: blue-green, rollback_trigger: error_rate > baseline * 2 }',
      ['gate-baseline 12: baseline'],
    ],
  ])('%s', (_, rollout, expected) => {
    expect(shortProblems(aConfiguration({ rollout }))).toEqual(expected);
  });
});
