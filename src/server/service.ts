import type { About, ControlPlane, EventLine, PlainRequest } from '../api/control-plane.ts';
import { type DeploymentView, viewOf } from '../api/view.ts';
import type { Command } from '../core/deployment/command.ts';
import { isInProduction } from '../core/deployment/state.ts';
import { refuse } from '../core/kernel/refusal.ts';
import { principalText } from '../core/principal/principal.ts';
import { deploymentStream } from '../engine/streams.ts';
import type { Entry } from '../ports/journal.ts';
import { answerQuestion, challengeFor, sheetOf } from './answering.ts';
import type { Caller } from './caller.ts';
import { enrolDemoApprover, enrolFirst } from './enrolling.ts';
import { environmentViews } from './environments.ts';
import { openCommand, planView } from './opening.ts';
import type { ServiceParts } from './parts.ts';
import { granted, refused } from './refused.ts';
import { reportOf } from './reporting.ts';

/** The control plane as one caller sees it. Every way in ends here. */
export function serviceFor(parts: ServiceParts, caller: Caller): ControlPlane {
  const { engine, store, clock } = parts;
  const { principal, proof } = caller;
  const get = async (id: string): Promise<DeploymentView> => {
    const found = store.deployment(id);
    if (found === undefined) throw refused(noSuch(id));
    return viewOf(found.state, found.version, principal, clock.wall());
  };
  const submit = async (id: string, command: Command): Promise<DeploymentView> => {
    granted(await engine.submit({ deployment: id, command, proof }));
    return get(id);
  };
  return {
    about: async () => about(parts),
    open: async (request) => {
      const { command, same } = await openCommand(parts, request, caller);
      if (same !== null) return { view: await get(same), attached: true };
      return { view: await submit(command.opening.id, command), attached: false };
    },
    plan: (request) => planView(parts, request, caller),
    list: async () => store.all().map(({ state, version }) => viewOf(state, version, principal, clock.wall())),
    get,
    environments: () => environmentViews(parts),
    events: async (id, after, waitSeconds) => {
      await get(id);
      const entries = await entriesAfter(parts, id, after, waitSeconds);
      return { view: await get(id), events: entries.map(eventLine) };
    },
    ask: (id, request) => submit(id, plainCommand(request, { at: clock.wall(), principal })),
    sheet: (id, checkpoint) => sheetOf(parts, id, checkpoint),
    challenge: (id, answer) => challengeFor(parts, id, answer),
    answer: async (id, bundle) => {
      await answerQuestion(parts, id, bundle);
      return get(id);
    },
    report: (id, kind) => reportOf(parts, id, kind),
    enrol: async (enrolment) => {
      await enrolFirst(parts, enrolment, caller);
      return about(parts);
    },
    enrolDemo: async (config, trust) => {
      await enrolDemoApprover(parts, config, trust, caller);
      return about(parts);
    },
    stop: (request) => stop(parts, caller, request),
  };
}

const noSuch = (id: string) =>
  refuse('no-such-deployment', `There is no deployment ${id}`, 'List them: plimsoll status --all');

function about(parts: ServiceParts): About {
  const { record, store, version, epoch, startedAt } = parts;
  const keys = record.trust?.keys ?? [];
  return {
    api: 1,
    version,
    pid: process.pid,
    epoch,
    controlPlaneId: record.controlPlaneId,
    page: parts.page(),
    startedAt,
    approvers: keys.map((key) => ({
      person: key.person,
      groups: record.trust?.persons.find(({ name }) => name === key.person)?.groups ?? [],
      environments: key.environments,
      keyId: key.id,
      active: key.revokedAt === null,
    })),
    demoApprover: record.demoTrust !== null,
    quarantined: store.quarantined(),
  };
}

function plainCommand(
  request: PlainRequest,
  asked: { readonly at: Command['at']; readonly principal: Caller['principal'] },
): Command {
  const { reason } = request;
  switch (request.kind) {
    case 'hold':
      return { type: 'HoldDeployment', reason, ...asked };
    case 'resume':
      return { type: 'ResumeDeployment', reason, ...asked };
    case 'abort':
      return { type: 'AbortDeployment', reason, ...asked };
    case 'rollback':
      return { type: 'RollbackDeployment', reason, ...asked };
    case 'rollback-at-checkpoint':
      return { type: 'AnswerAmbiguity', answer: 'rollback', reason, approval: null, ...asked };
  }
}

/** Entries of a deployment after a version; when there are none yet, waits for the first. */
async function entriesAfter(
  parts: ServiceParts,
  id: string,
  after: number,
  waitSeconds: number,
): Promise<readonly Entry[]> {
  const stream = deploymentStream(id);
  const news = new AbortController();
  // Listening begins before reading: what is recorded in between is not missed.
  const stopFollowing = parts.journal.follow((entries) => {
    if (entries.some((entry) => entry.stream === stream)) news.abort();
  });
  try {
    const present = await parts.journal.read(stream, after + 1);
    if (present.length > 0 || waitSeconds <= 0) return present;
    await parts.clock.wait(waitSeconds * 1_000, AbortSignal.any([news.signal, parts.ending])).catch(() => undefined);
    return await parts.journal.read(stream, after + 1);
  } finally {
    stopFollowing();
  }
}

const eventLine = ({ seq, version, at, type, principal, body }: Entry): EventLine => ({
  seq,
  version,
  time: new Date(at).toISOString(),
  type,
  principal: principalText(principal),
  body,
});

async function stop(parts: ServiceParts, caller: Caller, { force }: { readonly force: boolean }): Promise<void> {
  const inFlight = parts.store.active().filter(({ state }) => isInProduction(state));
  const ids = inFlight.map(({ state }) => state.opening.id);
  if (ids.length > 0 && !force) {
    const remedy = 'Wait for it, roll it back, or leave it unwatched: plimsoll down --force-leave';
    throw refused(refuse('production-in-flight', `${ids.join(', ')} is changing production`, remedy));
  }
  await parts.record.say({ type: 'ControlPlaneStopped', leftInFlight: ids }, caller);
  parts.end();
}
