import type { ControlPlane } from './control-plane.ts';
import type { EnvironmentPlace } from './environments.ts';
import { type Problem, ProblemError, type ProblemKind } from './problem.ts';
import { type Changed, type Seen, tagOf } from './seen.ts';

/** One HTTP exchange: method, path, JSON body and more headers in; status and text out. Rejects when nobody answers. */
export type Exchange = (
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly text: string }>;

/** The control plane behind an HTTP exchange, typed. */
export function controlPlaneClient(exchange: Exchange): ControlPlane {
  const ask = async <T>(method: 'GET' | 'POST', path: string, body?: unknown, seen?: Seen): Promise<T> => {
    const onlyIf = seen === undefined ? {} : { 'if-match': tagOf(seen) };
    const { status, text } = await exchange(method, `/api/v1${path}`, body, onlyIf);
    const value: unknown = text === '' ? undefined : parse(text);
    if (status >= 400) throw problemFrom(status, value);
    return value as T;
  };
  const at = (id: string): string => `/deployments/${encodeURIComponent(id)}`;
  const of = ({ unit, environment }: EnvironmentPlace): string =>
    `/environments/${encodeURIComponent(unit)}/${encodeURIComponent(environment)}`;
  return {
    about: () => ask('GET', '/about'),
    whoami: () => ask('GET', '/whoami'),
    tokens: () => ask('GET', '/tokens'),
    grantToken: (request) => ask('POST', '/tokens', request),
    revokeToken: (id, reason) => ask('POST', `/tokens/${encodeURIComponent(id)}/revoke`, { reason }),
    openLogin: (proof) => ask('POST', '/logins', { proof }),
    login: (id) => ask('GET', `/logins/${encodeURIComponent(id)}`),
    handOverLogin: (id, code) => ask('POST', `/logins/${encodeURIComponent(id)}/hand-over`, { code }),
    claimLogin: (id, verifier) => ask('POST', `/logins/${encodeURIComponent(id)}/claim`, { verifier }),
    logout: (everywhere) => ask('POST', '/logout', everywhere === true ? { everywhere } : {}),
    open: (request) => ask('POST', '/deployments', request),
    plan: (request) => ask('POST', '/plans', request),
    policy: (request) => ask('GET', `/policies${queryOf(request)}`),
    policiesWaiting: () => ask('GET', '/policies/waiting'),
    consentToPolicy: (request) => ask('POST', '/policies/consents', request),
    policyToSign: (wish) => ask('POST', '/policies/challenges', wish),
    blackouts: (request) => ask('GET', `/blackouts${queryOf(request)}`),
    environmentBlackouts: (place, ahead) => ask('GET', `${of(place)}/blackouts${queryOf(ahead)}`),
    list: () => ask('GET', '/deployments'),
    current: () => ask('GET', '/current'),
    get: (id) => ask('GET', at(id)),
    environments: () => ask('GET', '/environments'),
    environment: (place) => ask('GET', of(place)),
    holdEnvironment: (place, reason, seen) => ask('POST', `${of(place)}/hold`, { reason }, seen),
    prune: (place, request) => ask('POST', `${of(place)}/prune`, request),
    actSheet: (place, act) => ask('GET', `${of(place)}/acts/${act}`),
    proposeAdoption: (place, request) => ask('POST', `${of(place)}/adoptions`, request),
    actChallenge: (place, answer) => ask('POST', `${of(place)}/challenges`, answer),
    act: (place, act, bundle, seen) => ask('POST', `${of(place)}/acts/${act}`, bundle, seen),
    events: (id, after, waitSeconds) => ask('GET', `${at(id)}/events?after=${after}&wait=${waitSeconds}`),
    feed: (after, waitSeconds) => ask('GET', `/events?after=${after}&wait=${waitSeconds}`),
    history: (request) => ask('GET', `/history${queryOf(request)}`),
    audit: (request) => ask('GET', `/audit${queryOf(request)}`),
    delivery: (request) => ask('GET', `/delivery${queryOf(request)}`),
    course: (id) => ask('GET', `${at(id)}/course`),
    logs: (id, request) => ask('GET', `${at(id)}/logs${queryOf(request)}`),
    tryGate: (request) => ask('GET', `/gate-trial${queryOf(request)}`),
    readMetric: (request) => ask('GET', `/metric-reading${queryOf(request)}`),
    checkSources: (request) => ask('GET', `/metric-sources${queryOf(request)}`),
    ask: (id, request, seen) => ask('POST', `${at(id)}/requests`, request, seen),
    sheet: (id, checkpoint) => ask('GET', `${at(id)}/checkpoints/${checkpoint}`),
    challenge: (id, answer) => ask('POST', `${at(id)}/challenges`, answer),
    answer: (id, bundle, seen) => ask('POST', `${at(id)}/answers`, bundle, seen),
    evidence: (id) => ask('GET', `${at(id)}/evidence`),
    glass: (id) => ask('GET', `${at(id)}/break-glass`),
    breakGlass: (id, bundle) => ask('POST', `${at(id)}/break-glass`, bundle),
    glassToSign: (id, wish) => ask('POST', `${at(id)}/break-glass/challenges`, wish),
    statements: (id) => ask('GET', `${at(id)}/statements`),
    argue: (id, wish) => ask('POST', `${at(id)}/statements`, wish),
    report: (id, kind) => ask('GET', `${at(id)}/reports/${kind}`),
    record: (id, { after, until }) => ask('GET', `${at(id)}/record?after=${after}&until=${until}`),
    enrol: (enrolment) => ask('POST', '/approvers', enrolment),
    notifications: (request) => ask('GET', `/notifications${queryOf(request)}`),
    notification: (id) => ask('GET', `/notifications/${encodeURIComponent(id)}`),
    receivers: (request) => ask('GET', `/notifications/receivers${queryOf(request)}`),
    testReceiver: (request) => ask('POST', '/notifications/test', request),
    replay: (id) => ask('POST', `/notifications/${encodeURIComponent(id)}/replay`, {}),
    trust: () => ask('GET', '/trust'),
    proposeTrust: (change) => ask('POST', '/trust/proposals', change),
    consentToTrust: (request) => ask('POST', '/trust/consents', request),
    trustToSign: (wish) => ask('POST', '/trust/challenges', wish),
    beginPasskey: (request) => ask('POST', '/passkeys/options', request),
    finishPasskey: (request) => ask('POST', '/passkeys', request),
    pageCode: () => ask('POST', '/page-codes', {}),
    enrolDemo: (config, trust) => ask('POST', '/demo-approver', { config, trust }),
    stop: (request) => ask('POST', '/stop', request),
  };
}

function queryOf(values: object): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(String(value))}`],
  );
  return given.length === 0 ? '' : `?${given.join('&')}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError('unavailable', [
      {
        code: 'answer-unreadable',
        message: 'What answers is no control plane of Plimsoll',
        remedy: 'Look who listens there, or name another: --server',
      },
    ]);
  }
}

/** What a control plane said no with. */
export function problemFrom(status: number, value: unknown): ProblemError {
  const body = value as { kind?: ProblemKind; problems?: readonly Problem[]; changed?: Changed } | undefined;
  const problems = body?.problems ?? [
    { code: `http-${status}`, message: `The control plane answered ${status}`, remedy: 'Try again: plimsoll status' },
  ];
  return new ProblemError(body?.kind ?? 'unavailable', problems, body?.changed);
}
