import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NoticeKind } from '../../../core/notice/kind.ts';
import { testNotice } from '../../../core/notice/test-notice.ts';
import type { GithubSpec } from '../../../core/unit/notifier.ts';
import { aUnitSpec, NOON } from '../../../testing/builders.ts';
import { type HttpReceiver, httpReceiver } from '../../../testing/fakes/http-receiver.ts';
import { aNotice } from '../../../testing/notices.ts';
import { githubNotifier } from './index.ts';
import { type RepositoryStandIn, repositoryStandIn } from './testing/repository-stand-in.ts';

process.env.TEST_GITHUB_TOKEN = 'ghp_secret';
let repository: RepositoryStandIn;
let receiver: HttpReceiver;
beforeEach(async () => {
  repository = repositoryStandIn();
  receiver = await httpReceiver((request) => repository.answer(request));
});
afterEach(() => receiver.close());

const spec = (changes: Partial<GithubSpec> = {}): GithubSpec => ({
  ...{ to: 'github', url: receiver.url, deployments: true, commitStatus: true, allowPrivate: ['127.0.0.0/8'] },
  token: { from: 'env', name: 'TEST_GITHUB_TOKEN' },
  ...changes,
});
const sending = () => ({
  ...{ id: 'x', memo: null, page: 'http://localhost:7311', at: NOON, signal: AbortSignal.timeout(20_000) },
});
const tell = async (kinds: readonly NoticeKind[], deployment = 'dep_2', changes: Partial<GithubSpec> = {}) => {
  for (const kind of kinds) await githubNotifier(spec(changes)).send(aNotice({ kind, deployment }), sending());
};

const GOOD: readonly NoticeKind[] = [
  'deployment.opened',
  'staging.started',
  'staging.ready',
  'approval.requested',
  'promotion.waiting',
  'promotion.started',
  'production.deployed',
  'deployment.completed',
];

describe('a repository', () => {
  it('shows a test in an environment of its own, at its newest commit, twice as once', async () => {
    for (const _ of [1, 2]) {
      await githubNotifier(spec()).send(testNotice({ ...aUnitSpec(), repo: 'acme/checkout' }, NOON), sending());
    }

    expect(repository.deployments.map(({ environment, states }) => [environment, states])).toEqual([
      ['plimsoll-test', ['success', 'success']],
    ]);
    expect(repository.deployments[0]?.asked).toMatchObject({ ref: 'd'.repeat(40), production_environment: false });
    expect(repository.commitStatuses[0]).toMatchObject({ context: 'plimsoll/plimsoll-test', state: 'success' });
  });

  it('shows one deployment for each environment, and each step of its way', async () => {
    await tell(GOOD);

    expect(repository.deployments.map(({ environment, states }) => [environment, states])).toEqual([
      ['staging', ['queued', 'in_progress', 'success']],
      ['production', ['pending', 'queued', 'in_progress', 'in_progress', 'success']],
    ]);
    expect(repository.deployments[0]?.asked).toMatchObject({
      ref: 'c'.repeat(40),
      required_contexts: [],
      auto_merge: false,
      production_environment: false,
    });
    expect(repository.deployments[1]?.statuses.at(-1)).toMatchObject({
      log_url: 'http://localhost:7311/d/dep_2',
      environment_url: 'http://localhost:7311/e/production',
      description: 'checkout 2.14.0 DEPLOYMENT_COMPLETE',
    });
  });

  it('shows the state of the commit for each environment', async () => {
    await tell([...GOOD.slice(0, 6), 'rollback.started']);

    expect(repository.commitStatuses.map(({ context, state }) => `${context} ${state}`)).toEqual([
      'plimsoll/staging pending',
      'plimsoll/staging pending',
      'plimsoll/staging success',
      'plimsoll/production pending',
      'plimsoll/production pending',
      'plimsoll/production pending',
      'plimsoll/production failure',
    ]);
  });

  it('is told the same again without a second deployment', async () => {
    await tell(['approval.requested', 'approval.requested']);

    expect(repository.deployments).toHaveLength(1);
  });

  it('shows an earlier release as inactive once another serves, and leaves what is not ours', async () => {
    await tell(['promotion.started', 'deployment.completed'], 'dep_1');
    repository.addForeign('production');

    await tell(['promotion.started', 'deployment.completed'], 'dep_2');

    expect(repository.deployments.map(({ states }) => states.at(-1))).toEqual(['inactive', 'success', 'success']);
  });

  it('shows nothing in production of what never came there', async () => {
    await tell(['deployment.aborted'], 'dep_2', { commitStatus: false });

    expect(repository.deployments).toEqual([]);
  });

  it('gets no longer description than it takes', async () => {
    await githubNotifier(spec()).send(aNotice({ kind: 'rollback.started', version: 'v'.repeat(300) }), sending());

    expect(repository.commitStatuses[0]?.description).toHaveLength(140);
  });

  it('that does not know the commit is not asked again', async () => {
    repository.refuse(422, '{"message":"No ref found for ghp_secret"}');

    const problem = await tell(['approval.requested']).catch((one: unknown) => one);

    expect(problem).toMatchObject({ name: 'DriverError', retryable: false });
    expect((problem as Error).message).not.toContain('ghp_secret');
  });

  it.each([500, 401, 403])('that answers %i is asked again', async (status) => {
    repository.refuse(status, '{}');

    await expect(tell(['approval.requested'])).rejects.toMatchObject({ retryable: true });
  });
});
