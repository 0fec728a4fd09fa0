import { describe, expect, it } from 'vitest';
import { QUIET } from '../core/notice/kind.ts';
import { aConfiguration, load, shortProblems, specOf } from './fixtures/configuration.ts';
import { resolvedConfig } from './show.ts';

const withNotify = (...entries: readonly string[]): string =>
  aConfiguration({
    unit: '{ name: a, tier: critical, repo: acme/a }',
    more: `notify:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`,
  });

// The four entries of the design's own example.
const EXAMPLE = [
  '{ to: slack, webhook: { secret: env:SLACK_WEBHOOK }, on: [approval.requested, "rollback.*", issue.detected, deployment.completed] }',
  '{ to: webhook, url: "https://hooks.acme.test/cd", format: cdevents, key: { secret: env:HOOK_KEY } }',
  '{ to: github, deployments: true, commit_status: true, token: { secret: env:GITHUB_TOKEN } }',
  '{ to: grafana, url: "https://grafana.acme.test", token: { secret: env:GRAFANA_TOKEN }, tags: [deploy, checkout] }',
];

describe('who is told', () => {
  it('is written as in the big example', () => {
    const { notify, repo } = specOf(withNotify(...EXAMPLE));

    expect(repo).toBe('acme/a');
    expect(notify).toEqual([
      {
        to: 'slack',
        way: { kind: 'webhook', webhook: { from: 'env', name: 'SLACK_WEBHOOK' } },
        on: ['approval.requested', 'rollback.*', 'issue.detected', 'deployment.completed'],
      },
      {
        ...{ to: 'webhook', url: 'https://hooks.acme.test/cd', format: 'cdevents', mode: 'structured' },
        key: { from: 'env', name: 'HOOK_KEY' },
        on: ['promotion.started', 'production.deployed', 'rollback.finished', 'deployment.closed'],
      },
      {
        ...{ to: 'github', url: 'https://api.github.com', deployments: true, commitStatus: true },
        token: { from: 'env', name: 'GITHUB_TOKEN' },
      },
      {
        ...{ to: 'grafana', url: 'https://grafana.acme.test', tags: ['deploy', 'checkout'] },
        token: { from: 'env', name: 'GRAFANA_TOKEN' },
      },
    ]);
  });

  it('is nobody where nothing is written: old plans keep their digest', () => {
    expect(specOf(aConfiguration())).not.toHaveProperty('notify');
    expect(specOf(aConfiguration())).not.toHaveProperty('repo');
  });

  it('is told little where nothing is asked for', () => {
    const [slack] = specOf(withNotify('{ to: slack, webhook: { secret: env:HOOK } }')).notify ?? [];

    expect(slack).toMatchObject({ on: QUIET });
  });

  it('is shown with where secrets are read, and never with what they are', () => {
    const loaded = load(withNotify(...EXAMPLE));
    if (!('spec' in loaded)) throw new Error('it does not load');

    const shown = JSON.stringify(resolvedConfig(loaded.spec, loaded.origins).config);

    expect(shown).toContain('"webhook":{"secret":"env:SLACK_WEBHOOK"}');
    expect(shown).toContain('"repo":"acme/a"');
  });

  it('by a bot needs its channel', () => {
    const bot = '{ to: slack, token: { secret: env:T }, channel: C0123456789 }';

    expect(specOf(withNotify(bot)).notify?.[0]).toMatchObject({ way: { kind: 'bot', channel: 'C0123456789' } });
  });

  it.each([
    ['{ to: slack }', 'notify-slack'],
    ['{ to: slack, token: { secret: env:T } }', 'notify-slack'],
    ['{ to: slack, webhook: { secret: env:W }, token: { secret: env:T }, channel: C01234 }', 'notify-slack'],
    ['{ to: webhook, url: "https://a.test" }', 'missing-key'],
    ['{ to: webhook, key: { secret: env:K } }', 'missing-key'],
    ['{ to: webhook, url: "ftp://a.test", key: { secret: env:K } }', 'notify-url'],
    ['{ to: webhook, url: "https://u:p@a.test", key: { secret: env:K } }', 'notify-url'],
    ['{ to: webhook, url: "https://a.test", key: { secret: hunter2 } }', 'secret'],
    ['{ to: github, token: { secret: env:T }, tags: [a] }', 'key-of-another-receiver'],
    ['{ to: grafana, url: "https://a.test" }', 'missing-key'],
    ['{ to: slack, webhook: { secret: env:W }, on: ["rolback.*"] }', 'notify-on'],
    ['{ to: slack, webhook: { secret: env:W }, on: [] }', 'empty-value'],
    ['{ to: pager }', 'unknown-value'],
    ['{ to: slack, webhook: { secret: env:W }, allow_private: [here] }', 'address-range'],
  ])('is refused when it is written as %s', (entry, code) => {
    expect(shortProblems(withNotify(entry)).map((one) => one.split(' ')[0])).toContain(code);
  });

  it('on GitHub needs to know where', () => {
    const text = aConfiguration({ more: 'notify:\n  - { to: github, token: { secret: env:T } }\n' });

    expect(shortProblems(text).map((one) => one.split(' ')[0])).toEqual(['notify-repo']);
  });
});
