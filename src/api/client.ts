import type { ControlPlane } from './control-plane.ts';
import type { EnvironmentPlace } from './environments.ts';
import { type Problem, ProblemError, type ProblemKind } from './problem.ts';

/** One HTTP exchange: method, path and JSON body in; status and text out. Rejects when nobody answers. */
export type Exchange = (
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly text: string }>;

/** The control plane behind an HTTP exchange, typed. */
export function controlPlaneClient(exchange: Exchange): ControlPlane {
  const ask = async <T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> => {
    const { status, text } = await exchange(method, `/api/v1${path}`, body);
    const value: unknown = text === '' ? undefined : parse(text);
    if (status >= 400) throw problemFrom(status, value);
    return value as T;
  };
  const at = (id: string): string => `/deployments/${encodeURIComponent(id)}`;
  const of = ({ unit, environment }: EnvironmentPlace): string =>
    `/environments/${encodeURIComponent(unit)}/${encodeURIComponent(environment)}`;
  return {
    about: () => ask('GET', '/about'),
    open: (request) => ask('POST', '/deployments', request),
    plan: (request) => ask('POST', '/plans', request),
    policy: (request) => ask('GET', `/policies${queryOf(request)}`),
    consentToPolicy: (request) => ask('POST', '/policies/consents', request),
    blackouts: (request) => ask('GET', `/blackouts${queryOf(request)}`),
    list: () => ask('GET', '/deployments'),
    current: () => ask('GET', '/current'),
    get: (id) => ask('GET', at(id)),
    environments: () => ask('GET', '/environments'),
    environment: (place) => ask('GET', of(place)),
    holdEnvironment: (place, reason) => ask('POST', `${of(place)}/hold`, { reason }),
    actSheet: (place, act) => ask('GET', `${of(place)}/acts/${act}`),
    actChallenge: (place, answer) => ask('POST', `${of(place)}/challenges`, answer),
    act: (place, act, bundle) => ask('POST', `${of(place)}/acts/${act}`, bundle),
    events: (id, after, waitSeconds) => ask('GET', `${at(id)}/events?after=${after}&wait=${waitSeconds}`),
    feed: (after, waitSeconds) => ask('GET', `/events?after=${after}&wait=${waitSeconds}`),
    history: (request) => ask('GET', `/history${queryOf(request)}`),
    logs: (id, request) => ask('GET', `${at(id)}/logs${queryOf(request)}`),
    tryGate: (request) => ask('GET', `/gate-trial${queryOf(request)}`),
    readMetric: (request) => ask('GET', `/metric-reading${queryOf(request)}`),
    checkSources: (request) => ask('GET', `/metric-sources${queryOf(request)}`),
    ask: (id, request) => ask('POST', `${at(id)}/requests`, request),
    sheet: (id, checkpoint) => ask('GET', `${at(id)}/checkpoints/${checkpoint}`),
    challenge: (id, answer) => ask('POST', `${at(id)}/challenges`, answer),
    answer: (id, bundle) => ask('POST', `${at(id)}/answers`, bundle),
    report: (id, kind) => ask('GET', `${at(id)}/reports/${kind}`),
    enrol: (enrolment) => ask('POST', '/approvers', enrolment),
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

function problemFrom(status: number, value: unknown): ProblemError {
  const body = value as { kind?: ProblemKind; problems?: readonly Problem[] } | undefined;
  const problems = body?.problems ?? [
    { code: `http-${status}`, message: `The control plane answered ${status}`, remedy: 'Try again: plimsoll status' },
  ];
  return new ProblemError(body?.kind ?? 'unavailable', problems);
}
