import type { About, ControlPlane, PlainRequest } from '../api/control-plane.ts';
import { liveOf } from '../api/live.ts';
import type { Seen } from '../api/seen.ts';
import { type DeploymentView, viewOf } from '../api/view.ts';
import { type Isolation, isIsolated } from '../approval/verify/assurance.ts';
import type { Command } from '../core/deployment/command.ts';
import { isRestoration } from '../core/deployment/opening.ts';
import { type Deployment, isInProduction } from '../core/deployment/state.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { refuse } from '../core/kernel/refusal.ts';
import type { Versioned } from '../engine/store.ts';
import { deploymentStream } from '../engine/streams.ts';
import type { Entry } from '../ports/journal.ts';
import { proposeAdoption } from './adoption.ts';
import { refuseAgentOpening } from './agent-opening.ts';
import { answerQuestion, challengeFor, sheetOf } from './answering.ts';
import { auditOf } from './audit.ts';
import { blackoutsOf, environmentBlackouts } from './blackouts.ts';
import { breakGlass, glassView } from './break-glass.ts';
import type { Caller } from './caller.ts';
import { glassToSign, policyToSign, trustToSign } from './consents.ts';
import { courseBookOf } from './course-book.ts';
import { newestOfEach } from './current.ts';
import { deliveryOf } from './delivery.ts';
import { fingerprintOf } from './enrolled.ts';
import { enrol, enrolDemoApprover } from './enrolling.ts';
import { actChallenge, actOn, actSheet, holdEnvironment } from './environment-acts.ts';
import { environmentView, environmentViews, placeNamed } from './environments.ts';
import { eventLine } from './event-line.ts';
import { evidenceView } from './evidence.ts';
import { feedAfter } from './feed.ts';
import { historyOf } from './history.ts';
import { grantToken, revokeToken, sessionOf, tokensOf, whoIs } from './identity.ts';
import { logsOf } from './logs.ts';
import { measuredMetric } from './measured-metric.ts';
import { notificationOf, notificationsOf, replayNotification } from './notifications.ts';
import { openCommand, sameUnderWay } from './opening.ts';
import type { ServiceParts } from './parts.ts';
import { pageCode } from './passkeys/page-code.ts';
import { beginRegistration, finishRegistration } from './passkeys/registration.ts';
import { planView } from './planning.ts';
import { consentToPolicy, policiesWaiting, policyView } from './policy.ts';
import { receiversAsked, testReceiver } from './receivers.ts';
import { refused } from './refused.ts';
import { reportOf } from './reporting.ts';
import { restorationCommand } from './restoring.ts';
import { pruneReleases } from './retention.ts';
import { grantedAsSeen, requireSeen } from './seen.ts';
import { askSetAside, withSetAside } from './set-aside.ts';
import { sourceChecks } from './source-check.ts';
import { argue, statementsOf, statementView } from './statements.ts';
import { gateTrial } from './trial.ts';
import { consentToTrust, propose, trustView } from './trusting.ts';

/** The control plane as one caller sees it. Every way in ends here. */
export function serviceFor(parts: ServiceParts, caller: Caller): ControlPlane {
  const { engine, store, clock } = parts;
  const { principal, proof } = caller;
  const found = (id: string) => {
    const known = store.deployment(id) ?? store.setAside(id);
    if (known === undefined) throw refused(noSuch(id));
    return known;
  };
  const view = ({ state, version }: Versioned<Deployment>): DeploymentView => {
    const { id, spec, staging, environment } = state.opening;
    const places = { staging: store.slot(spec.name, staging), production: store.slot(spec.name, environment) };
    const shown = viewOf(state, version, principal, clock.wall(), liveOf(engine.look(id)), places);
    return withSetAside(shown, store.setAside(id)?.problem);
  };
  const get = async (id: string): Promise<DeploymentView> => view(found(id));
  const submit = async (id: string, command: Command, seen?: Seen): Promise<DeploymentView> => {
    const asked = { deployment: id, command, proof, ...(seen === undefined ? {} : { seen }) };
    await grantedAsSeen(parts, deploymentStream(id), seen, await engine.submit(asked));
    return get(id);
  };
  return {
    about: async () => about(parts),
    whoami: async () => whoIs(parts, caller),
    tokens: async () => tokensOf(parts),
    grantToken: (request) => grantToken(parts, request, caller),
    revokeToken: (id, reason) => revokeToken(parts, id, reason, caller),
    openLogin: async (proof) => parts.logins.open(proof),
    login: async (id) => parts.logins.look(id),
    handOverLogin: async (id, code) => parts.logins.handOver(id, code, sessionOf(caller)),
    claimLogin: (id, verifier) => parts.logins.claim(id, verifier),
    logout: async (everywhere) => {
      const { id, person } = sessionOf(caller);
      await (everywhere === true ? parts.sessions.endAllOf(person) : parts.sessions.end(id));
    },
    open: async (request) => {
      const command = await openCommand(parts, request, caller);
      // Looked for at the last moment, and in turn: what else was opened meanwhile is seen.
      return parts.opensInTurn(async () => {
        const same = sameUnderWay(parts, command.opening);
        if (same !== null) return { view: await get(same), attached: true };
        const budget = refuseAgentOpening(parts, command.opening);
        if (budget !== null) throw refused(budget);
        return { view: await submit(command.opening.id, command), attached: false };
      });
    },
    plan: (request) => planView(parts, request, caller),
    policy: (request) => policyView(parts, request),
    policiesWaiting: async () => policiesWaiting(parts),
    consentToPolicy: (request) => consentToPolicy(parts, request),
    policyToSign: (wish) => policyToSign(parts, wish),
    blackouts: (request) => blackoutsOf(parts, request),
    environmentBlackouts: (place, ahead) => environmentBlackouts(parts, place, ahead),
    list: async () => store.all().map(view),
    current: async () => newestOfEach(store.all()).map(view),
    get,
    environments: () => environmentViews(parts),
    environment: async (place) => {
      const { unit, environment } = placeNamed(parts, place);
      await engine.lookForDrift(unit, environment.name);
      return environmentView(parts, place);
    },
    holdEnvironment: (place, reason, seen) => holdEnvironment(parts, place, reason, caller, seen),
    prune: (place, request) => pruneReleases(parts, place, request, caller),
    actSheet: (place, act) => actSheet(parts, place, act),
    proposeAdoption: (place, request) => proposeAdoption(parts, place, request),
    actChallenge: (place, answer) => actChallenge(parts, place, answer),
    act: (place, act, bundle, seen) => actOn(parts, place, act, bundle, seen),
    events: async (id, after, waitSeconds) => {
      await get(id);
      const entries = await entriesAfter(parts, id, after, waitSeconds);
      return { view: await get(id), events: entries.map(eventLine) };
    },
    feed: (after, waitSeconds) => feedAfter(parts, after, waitSeconds),
    history: async (asked) => historyOf(parts, asked),
    audit: (asked) => auditOf(parts, asked),
    delivery: (asked) => deliveryOf(parts, asked),
    course: async (id) => courseBookOf(parts.journal).course(found(id).state),
    logs: async (id, asked) => logsOf(parts, found(id).state, asked),
    tryGate: (request) => gateTrial(parts, request),
    readMetric: (request) => measuredMetric(parts, request),
    checkSources: (request) => sourceChecks(parts, request),
    ask: async (id, request, seen) => {
      await requireSeen(parts, deploymentStream(id), store.deployment(id)?.version, seen);
      if (store.setAside(id) !== undefined) return askSetAside(parts, id, request, caller, get);
      const { state } = found(id);
      const isOver = state.phase === 'completed' || (state.phase === 'closed' && isRestoration(state.opening));
      if (request.kind !== 'rollback' || !isOver)
        return submit(id, plainCommand(request, { at: clock.wall(), principal }), seen);
      const command = await restorationCommand(parts, state, { to: request.to, reason: request.reason }, caller);
      return submit(command.opening.id, command);
    },
    sheet: (id, checkpoint) => sheetOf(parts, id, checkpoint),
    challenge: (id, answer) => challengeFor(parts, id, answer),
    answer: async (id, bundle, seen) => {
      await requireSeen(parts, deploymentStream(id), store.deployment(id)?.version, seen);
      await answerQuestion(parts, id, bundle);
      return get(id);
    },
    evidence: async (id) => evidenceView(parts, found(id).state),
    glass: async (id) => glassView(parts, id),
    breakGlass: (id, bundle) => breakGlass(parts, id, bundle),
    glassToSign: async (id, wish) => glassToSign(parts, id, wish),
    report: (id, kind) => reportOf(parts, id, kind),
    statements: async (id) => {
      await get(id);
      return (await statementsOf(parts.journal, id)).map(statementView);
    },
    argue: (id, wish) => argue(parts, id, wish, caller),
    record: async (id, asked) => {
      await get(id);
      if (parts.heads === undefined) throw refused(noRecord(id));
      return parts.heads.record(id, asked);
    },
    enrol: async (enrolment) => {
      await enrol(parts, enrolment, caller);
      return about(parts);
    },
    beginPasskey: (request) => beginRegistration(parts, request),
    finishPasskey: (request) => finishRegistration(parts, request),
    pageCode: async () => pageCode(parts, caller),
    enrolDemo: async (config, trust) => {
      await enrolDemoApprover(parts, config, trust, caller);
      return about(parts);
    },
    notifications: async (request) => notificationsOf(parts, request),
    notification: async (id) => notificationOf(parts, id),
    receivers: (request) => receiversAsked(parts, request),
    testReceiver: (request) => testReceiver(parts, request),
    replay: async (id) => replayNotification(parts, id),
    trust: async () => trustView(parts),
    proposeTrust: (change) => propose(parts, change, caller),
    consentToTrust: (request) => consentToTrust(parts, request),
    trustToSign: async (wish) => trustToSign(parts, wish),
    stop: (request) => stop(parts, caller, request),
  };
}

const noRecord = (id: string) =>
  refuse('record-unsigned', `Nothing signs the record of ${id} here`, 'Ask the control plane that deployed it');

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
      passkey: key.kind === 'webauthn' ? { credentialId: key.credentialId, rpId: key.rpId } : null,
    })),
    fingerprint: fingerprintOf(record.enrolled),
    isolation: isolationView(parts.isolationProof?.() ?? null, parts.clock.wall()),
    demoApprover: record.demoTrust !== null,
    ...(parts.heads === undefined ? {} : { heads: parts.heads.view() }),
    quarantined: store.quarantined(),
  };
}

const isolationView = (isolation: Isolation | null, at: Instant): About['isolation'] =>
  isIsolated(isolation, at)
    ? { account: isolation.account, provenAt: new Date(isolation.provenAt).toISOString() }
    : null;

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
