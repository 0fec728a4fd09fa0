import { z } from 'zod';
import { TEST_KIND } from '../../../core/notice/kind.ts';
import type { Notice } from '../../../core/notice/notice.ts';
import type { GithubSpec } from '../../../core/unit/notifier.ts';
import type { Notifier } from '../../../ports/notifier.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { printable } from '../../shared/printable.ts';
import { readSecret } from '../../shared/secret.ts';
import { type GithubApi, githubApi } from './api.ts';
import { type Shown, shownBy, statusOf } from './states.ts';

/** GitHub refuses a longer description, in characters. */
const LONGEST = 140;
/** So many earlier deployments are looked at, to make those inactive that serve no more. */
const LOOK_BACK = 20;

const Commit = z.object({ sha: z.string() });
const Created = z.object({ id: z.number().int() });
const Deployments = z.array(z.object({ id: z.number().int(), task: z.string().optional() }));
const Statuses = z.array(z.object({ state: z.string() }));
const Anything = z.unknown();

/** Shows each environment of a deployment in its repository, and the state of its commit. What is there already is found by its task. */
export function githubNotifier(spec: GithubSpec): Notifier {
  return {
    send: async (notice, { page, signal }) => {
      if (notice.repo === null) throw lasting('the unit names no repository: write  unit.repo: owner/name');
      const token = (await readSecret(spec.token)).reveal();
      const api = githubApi({ url: spec.url, repo: notice.repo, token, allowPrivate: spec.allowPrivate }, signal);
      const told = notice.kind === TEST_KIND ? { ...notice, commit: await newestCommit(api) } : notice;
      for (const shown of shownBy(notice.kind)) {
        if (spec.deployments) await showDeployment(api, told, shown, page);
        if (spec.commitStatus) await showStatus(api, told, shown, page);
      }
      return { memo: null };
    },
  };
}

/** A test is about no commit; what it is shown at must be there all the same. */
const newestCommit = async (api: GithubApi): Promise<string> => (await api.get('/commits/HEAD', Commit)).sha;

const environmentOf = ({ staging, environment }: Notice, { where }: Shown): string =>
  where === 'staging' ? staging : environment;

const described = ({ unit, version }: Notice, { words }: Shown): string =>
  printable(`${unit} ${version} ${words}`).slice(0, LONGEST);

/** What tells our deployments from others, and this one from the rest. */
const TASK = 'plimsoll:';

async function showDeployment(api: GithubApi, notice: Notice, shown: Shown, page: string): Promise<void> {
  const environment = environmentOf(notice, shown);
  const id = await deploymentAt(api, notice, shown, environment);
  // An attempt that never reached production has nothing there to make inactive.
  if (id === null) return;
  await api.post(
    `/deployments/${id}/statuses`,
    {
      state: shown.state,
      description: described(notice, shown),
      environment,
      log_url: `${page}${notice.path}`,
      environment_url: `${page}/e/${environment}`,
      auto_inactive: false,
    },
    Anything,
  );
  if (shown.state === 'success') await retireOthers(api, environment, id);
}

async function deploymentAt(api: GithubApi, notice: Notice, shown: Shown, environment: string): Promise<number | null> {
  const task = `${TASK}${notice.deployment}`;
  const asked = `task=${encodeURIComponent(task)}&environment=${encodeURIComponent(environment)}&per_page=1`;
  const [found] = await api.get(`/deployments?${asked}`, Deployments);
  if (found !== undefined) return found.id;
  if (shown.state === 'inactive') return null;
  const wish = {
    ref: notice.commit,
    ...{ task, environment, auto_merge: false, required_contexts: [] },
    payload: { plimsoll: { deployment: notice.deployment, version: notice.version } },
    description: printable(`${notice.unit} ${notice.version}`).slice(0, LONGEST),
    production_environment: shown.where === 'production',
    transient_environment: false,
  };
  return (await api.post('/deployments', wish, Created)).id;
}

/** GitHub leaves earlier deployments of production active: only one release serves. */
async function retireOthers(api: GithubApi, environment: string, current: number): Promise<void> {
  const listed = await api.get(
    `/deployments?environment=${encodeURIComponent(environment)}&per_page=${LOOK_BACK}`,
    Deployments,
  );
  for (const { id, task } of listed) {
    if (id === current || task?.startsWith(TASK) !== true) continue;
    const [newest] = await api.get(`/deployments/${id}/statuses?per_page=1`, Statuses);
    if (newest?.state === 'success')
      await api.post(`/deployments/${id}/statuses`, { state: 'inactive', environment }, Anything);
  }
}

const showStatus = async (api: GithubApi, notice: Notice, shown: Shown, page: string): Promise<void> => {
  const status = {
    state: statusOf(shown.state),
    target_url: `${page}${notice.path}`,
    description: described(notice, shown),
    context: `plimsoll/${environmentOf(notice, shown)}`,
  };
  await api.post(`/statuses/${notice.commit}`, status, Anything);
};
