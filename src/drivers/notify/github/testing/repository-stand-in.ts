/** A deployment as the repository keeps it. */
interface Kept {
  readonly id: number;
  readonly environment: string;
  readonly task: string;
  readonly asked: Readonly<Record<string, unknown>>;
  readonly statuses: Readonly<Record<string, unknown>>[];
  readonly states: string[];
}

/** What a repository of GitHub keeps and answers, as far as deployments and statuses go. */
export interface RepositoryStandIn {
  readonly deployments: readonly Kept[];
  readonly commitStatuses: readonly Readonly<Record<string, unknown>>[];
  answer(request: { method: string; path: string; body: string }): { status: number; body: string };
  /** A deployment that another tool made, and that serves. */
  addForeign(environment: string): void;
  /** From now on everything is answered so. */
  refuse(status: number, body: string): void;
}

/** Makes an empty repository. */
export function repositoryStandIn(): RepositoryStandIn {
  const deployments: Kept[] = [];
  const commitStatuses: Readonly<Record<string, unknown>>[] = [];
  let refused: { status: number; body: string } | undefined;
  const ok = (status: number, value: unknown) => ({ status, body: JSON.stringify(value) });
  const create = (asked: Record<string, unknown>): Kept => {
    const { environment, task } = asked as { environment: string; task: string };
    const kept = { id: deployments.length + 1, environment, task, asked, statuses: [], states: [] };
    deployments.push(kept);
    return kept;
  };
  return {
    deployments,
    commitStatuses,
    answer: ({ method, path, body }) => {
      if (refused !== undefined) return refused;
      const { pathname, searchParams } = new URL(path, 'http://github');
      const given = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
      const [, id] = /^\/repos\/acme\/checkout\/deployments\/(\d+)\/statuses$/.exec(pathname) ?? [];
      const kept = deployments.find((one) => String(one.id) === id);
      if (kept !== undefined && method === 'GET') {
        return ok(
          200,
          kept.states.toReversed().map((state) => ({ state })),
        );
      }
      if (kept !== undefined) {
        kept.statuses.push(given);
        kept.states.push(String(given.state));
        return ok(201, { id: 1 });
      }
      if (pathname === '/repos/acme/checkout/deployments') {
        if (method === 'POST') return ok(201, { id: create(given).id });
        const [task, environment] = [searchParams.get('task'), searchParams.get('environment')];
        const found = deployments.filter(
          (one) => (task === null || one.task === task) && (environment === null || one.environment === environment),
        );
        return ok(200, found.toReversed());
      }
      if (pathname === '/repos/acme/checkout/commits/HEAD') return ok(200, { sha: 'd'.repeat(40) });
      if (pathname.startsWith('/repos/acme/checkout/statuses/')) {
        commitStatuses.push(given);
        return ok(201, { id: 1 });
      }
      return ok(404, { message: 'Not Found' });
    },
    addForeign: (environment) => {
      const kept = create({ environment, task: 'deploy' });
      kept.states.push('success');
    },
    refuse: (status, body) => {
      refused = { status, body };
    },
  };
}
