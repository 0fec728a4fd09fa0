import type { Audit, AuditEntry } from '../../../src/api/audit.ts';
import type { Blackouts } from '../../../src/api/blackouts.ts';
import type { About } from '../../../src/api/control-plane.ts';
import type { DeliveryView } from '../../../src/api/delivery.ts';
import type { EnvironmentView } from '../../../src/api/environments.ts';
import type { HistoryRow } from '../../../src/api/history.ts';
import type { TokenView, WhoAmI } from '../../../src/api/identity.ts';
import type { TrustView } from '../../../src/api/trust.ts';
import type { TrustList } from '../../../src/approval/trust-list.ts';
import { ACTION_NAMES, ACTIONS } from '../../../src/core/authorisation/action.ts';
import { measuredCourse } from '../../../src/core/course/canary-course.ts';
import type { CanaryCourse } from '../../../src/core/course/course.ts';
import type { Delivered } from '../../../src/core/delivery-metrics/delivered.ts';
import { deliveryMetrics } from '../../../src/core/delivery-metrics/delivery-metrics.ts';
import { hours, minutes, seconds } from '../../../src/core/kernel/duration.ts';
import { instant, later } from '../../../src/core/kernel/instant.ts';
import { NOON } from '../../../src/testing/builders.ts';
import { aMeasuredPlan, aMeasuredRollout } from '../../../src/testing/measured-rollout.ts';
import { answersOfConsents } from './consents.ts';
import { NOW } from './scenes.ts';
import { answersOf, SCENES } from './stage.ts';
import type { Answers } from './staged-plane.ts';

const days = (count: number) => hours(24 * count);
const at = (offset: number): string => new Date(NOW + offset).toISOString();
const hex = (seed: number): string =>
  Array.from({ length: 64 }, (_, index) => ((seed * 7 + index * 13 + ((seed * index) % 11)) % 16).toString(16)).join(
    '',
  );

/** What a word is shown as: itself, or what a test puts into every field. */
export type Wording = (text: string) => string;
const plain: Wording = (text) => text;

const release = (version: string, seed: number, since: number, said: Wording) => ({
  release: `rel_${hex(seed).slice(0, 12)}`,
  version: said(version),
  commit: hex(seed).slice(0, 40),
  deployment: SCENES.complete.view.id,
  since: at(since),
});

/** An environment on hold in both ways, and not as recorded. */
export const environmentOf = (said: Wording = plain): EnvironmentView => ({
  ...{ unit: 'checkout', environment: 'production', version: 12, demo: false, address: said('http://localhost:7400') },
  traffic: { kind: 'split', candidate: 50 as never },
  stable: release('2.13.4', 3, -hours(50), said),
  earlier: [release('2.13.3', 5, -days(4), said), release('2.12.9', 8, -days(11), said)],
  ...{ holder: SCENES.canary.view.id, queue: [SCENES.awaiting.view.id] },
  hold: {
    deployment: SCENES.rolledBack.view.id,
    since: at(-hours(3)),
    note: said('errors rose to 1.8 % at a weight of 25 %'),
  },
  heldBy: { by: said('person:ada'), reason: said('the campaign starts at three'), since: at(-minutes(40)) },
  drift: {
    differences: [
      { about: 'traffic', recorded: said('all to stable'), found: said('5 % to the candidate') },
      {
        about: 'digests',
        recorded: said(`sha256:${hex(3).slice(0, 12)}`),
        found: said(`sha256:${hex(9).slice(0, 12)}`),
      },
    ],
    ...{ since: at(-minutes(12)), acceptedBy: null },
  },
});

const calm = (unit: string, environment: string, seed: number, said: Wording): EnvironmentView => ({
  ...environmentOf(said),
  ...{ unit, environment, stable: release(`1.${seed}.0`, seed, -days(seed), said) },
  ...{
    hold: null,
    heldBy: null,
    drift: null,
    holder: null,
    queue: [],
    traffic: { kind: 'split', candidate: 0 as never },
  },
});

/** Every environment. */
export const environmentsOf = (said: Wording = plain): readonly EnvironmentView[] => [
  environmentOf(said),
  calm('checkout', 'staging', 2, said),
  calm('search', 'production', 4, said),
  { ...calm('search', 'staging', 6, said), stable: null, demo: true },
];

/** Windows of some weeks: each evening, a freeze over days, and a feed. */
export function blackoutsOf(said: Wording = plain): Blackouts {
  const midnight = instant(Math.floor(NOW / days(1)) * days(1));
  const evenings = Array.from({ length: 40 }, (_, day) => later(midnight, days(day))).map((day) => ({
    name: said('evening-peak'),
    from: later(day, hours(17)),
    to: later(day, hours(20)),
  }));
  const freeze = { name: said('year-end'), from: later(midnight, days(9)), to: later(midnight, days(13)) };
  const zone = { timezone: 'Europe/Berlin' };
  return {
    unit: 'checkout',
    policy: {
      sources: [
        { kind: 'cron', name: said('evening-peak'), cron: said('0 18 * * *'), duration: hours(3), ...zone },
        { kind: 'dates', name: said('year-end'), from: said('2026-12-03'), to: said('2026-12-07'), ...zone },
        {
          ...{ kind: 'ics', name: said('holidays'), ics: said('https://calendar.example/holidays.ics'), match: null },
          ...{ refresh: hours(6), staleAfter: days(2), allowPrivate: [], ...zone },
        },
      ],
      ...{ onOpen: 'hold', lookahead: 'whole-run' },
    },
    from: NOW,
    calendar: {
      intervals: [...evenings, freeze].toSorted((one, other) => one.from - other.from),
      ...{ knownUntil: later(midnight, days(60)), staleAt: later(NOW, hours(40)) },
    },
  };
}

const TYPES = [
  'DeploymentOpened',
  'PlanSealed',
  'StagingReady',
  'ApprovalGranted',
  'TrafficShifted',
  'VerdictRecorded',
];
const PEOPLE = ['person:ada', 'agent:builder', 'system:engine', 'local:os/1000', 'ci:pipeline'];
const PROOFS = ['session', 'token', 'none', 'os-account', 'signature'] as const;

/** Entries of the journal down from a position. */
export const entriesFrom = (seq: number, count: number, said: Wording = plain): readonly AuditEntry[] =>
  Array.from({ length: Math.min(count, seq) }, (_, index): AuditEntry => {
    const one = seq - index;
    const { view } = [SCENES.canary, SCENES.awaiting, SCENES.complete][one % 3] ?? SCENES.canary;
    return {
      ...{ seq: one, time: at(-seconds(40) * index), type: said(TYPES[one % TYPES.length] ?? '') },
      about:
        one % 17 === 0
          ? { kind: 'control-plane', id: 'control-plane', unit: null, environment: null }
          : one % 13 === 0
            ? { kind: 'environment', id: 'slot/checkout/production', unit: 'checkout', environment: 'production' }
            : { kind: 'deployment', id: view.id, unit: said(view.unit), environment: said(view.environment) },
      principal: said(PEOPLE[one % PEOPLE.length] ?? ''),
      proof: PROOFS[one % PROOFS.length] ?? 'none',
      hash: `sha256:${hex(one)}`,
    };
  });

/** A page of the journal, whose chain is whole. */
export const auditOf = (seq: number, count: number, said: Wording = plain): Audit => ({
  entries: entriesFrom(seq, count, said),
  cursor: seq > count ? seq - count + 1 : null,
  head: { seq: 4_812, hash: `sha256:${hex(1)}` },
  chain: { checkedTo: 4_812, hash: `sha256:${hex(1)}`, checkedAt: at(-seconds(1)), broken: null },
});

/** Half a year of deliveries, some of which failed. */
export function deliveryOf(said: Wording = plain): DeliveryView {
  const from = instant(NOW - days(90));
  const delivered = Array.from({ length: 46 }, (_, index): Delivered => {
    const openedAt = instant(from + index * hours(46) + (index % 5) * hours(7));
    const isBad = index % 11 === 7;
    const reachedAt = later(openedAt, minutes(48 + ((index * 37) % 190)));
    return {
      ...{ unit: 'checkout', environment: 'production', openedAt, reachedAt },
      deployedAt: isBad ? null : later(reachedAt, minutes(40)),
      failedAt: isBad ? later(reachedAt, minutes(6)) : null,
      recoveredAt: isBad ? later(later(reachedAt, minutes(6)), seconds(34 + index)) : null,
      ...{ isRestoration: false, isFixForward: false, isStopped: false },
    };
  });
  return {
    ...deliveryMetrics(delivered, from, NOW),
    ...{ from: new Date(from).toISOString(), to: at(0) },
    places: [
      { unit: said('checkout'), environment: said('production') },
      { unit: 'search', environment: 'production' },
    ],
    excluded: { stopped: 4, underWay: 1, unrecovered: 1 },
  };
}

const incident = (scene: (typeof SCENES)[keyof typeof SCENES], said: Wording): HistoryRow => {
  const { view } = scene;
  return {
    ...{ id: view.id, unit: said(view.unit), environment: said(view.environment), version: said('2.14.0') },
    ...{ commit: hex(5).slice(0, 40), phase: view.phase, signal: view.signal, requester: said(view.requester) },
    ...{ approvers: ['person:ada'], openedAt: at(-hours(5)), endedAt: null, prunedAt: null },
    problem: said('error_rate 1.8 % (87 of 4 812), stable 0.12 %; error_rate < 1% is proven false (E = 212 >= 160)'),
  };
};

const draft = (said: Wording) => ({
  kind: 'incident',
  model: {
    ...{ schema: 'plimsoll.report/v1', kind: 'incident', title: 'Incident', signal: 'ROLLBACK_TRIGGERED' },
    summary: ['2.14.0 served 25 % of users for 6 minutes', ['Then it went back: ', { foreign: said('errors rose') }]],
    rollback: ['Traffic back after 0.6 s, stable verified after 34.0 s (target < 120.0 s)'],
    impact: ['87 of 4 812 judged requests failed'],
    ...{ timeline: [], measurements: [], contributing: [], rootCause: said('a cache key left out the currency') },
  },
  markdown: '## Incident',
});

/** A rollout of 45 minutes with latencies: a silent source, an absent control plane, a hold. */
export function canaryCourse(said: Wording = plain): CanaryCourse {
  const moved = later(NOW, seconds(-2_700));
  const measured = aMeasuredRollout({
    seconds: 2_700,
    failing: () => 0.0025,
    isSilent: (second) => second > 620 && second < 740,
    isAway: (second) => second > 1_500 && second < 1_700,
    isTimed: true,
  }).map((one) => ({ ...one, at: instant(moved + (one.at - NOON)) }));
  const course = measuredCourse(aMeasuredPlan, measured, [], false);
  if (course === null) throw new Error('nothing was measured');
  const mark = (second: number, text: string) => ({ at: later(moved, seconds(second)), kind: 'weight' as const, text });
  return {
    ...course,
    courses: course.courses.map((one) => ({ ...one, gate: said(one.gate) })),
    marks: [
      mark(-2, said('5 % to the candidate')),
      mark(1_200, said('25 % to the candidate')),
      mark(2_400, said('100 %')),
    ],
    holds: [
      {
        from: later(moved, seconds(640)),
        to: later(moved, seconds(760)),
        reason: 'judge',
        text: said('data is missing'),
      },
    ],
  };
}

/** Ada with a passkey and a key of a terminal, Bob with a key that was revoked; one more key waits for signatures. */
export function trustOf(said: Wording = plain): TrustView {
  const place = { environments: null, addedAt: instant(NOW - days(40)), revokedAt: null };
  const list: TrustList = {
    ...{ schema: 'plimsoll.trust/1', controlPlaneId: 'cp_staged', version: 4, previous: `sha256:${hex(2)}` as never },
    threshold: 1,
    persons: [
      { name: said('person:ada'), groups: [said('group:payments-oncall')] },
      { name: said('person:bob'), groups: [] },
    ],
    keys: [
      {
        ...{ id: `sha256:${hex(11)}` as never, kind: 'webauthn', person: said('person:ada'), ...place },
        ...{ credentialId: 'YWRh', publicKey: 'a2V5', rpId: 'localhost', origins: ['http://localhost:7311'] },
      } as never,
      {
        ...{ id: `sha256:${hex(12)}` as never, kind: 'ed25519', person: said('person:ada'), ...place },
        publicKey: 'a2V5',
        environments: ['production'],
      } as never,
      {
        ...{ id: `sha256:${hex(13)}` as never, kind: 'ed25519', person: said('person:bob'), ...place },
        ...{ publicKey: 'a2V5', revokedAt: instant(NOW - days(2)) },
      } as never,
    ],
  };
  return {
    ...{ controlPlaneId: 'cp_staged', list, fingerprint: `sha256:${hex(4)}` },
    proposals: [
      {
        ...{ id: `sha256:${hex(14)}`, change: { kind: 'revoke', keyId: `sha256:${hex(12)}` as never }, at: NOW },
        ...{ next: revoking(list, hex(12)), signed: ['person:ada'], needed: 2 },
      },
    ],
  };
}

/** The version of the list in which a key counts no longer. */
const revoking = (list: TrustList, id: string): TrustList => ({
  ...list,
  version: list.version + 1,
  keys: list.keys.map((key) => (key.id === `sha256:${id}` ? { ...key, revokedAt: NOW } : key)),
});

const token = (name: string, changes: Partial<TokenView>, said: Wording): TokenView => ({
  ...{ id: `tok_${name}`, kind: 'agent', name: said(name), owner: said('person:ada'), vouched: 'session' },
  scope: { units: null, environments: null, actions: null },
  ...{ grantedBy: said('person:ada'), grantedAt: at(-hours(8)), until: at(hours(16)), lastUsed: at(-minutes(2)) },
  standing: 'in force',
  ...changes,
});

/** A token in force, one that is narrow, and one that is over. */
export const tokensOf = (said: Wording = plain): readonly TokenView[] => [
  token('builder', {}, said),
  token(
    'pipeline',
    {
      kind: 'ci',
      owner: null,
      lastUsed: null,
      scope: { units: ['checkout'], environments: ['production'], actions: null },
    },
    said,
  ),
  token('helper', { standing: 'revoked' }, said),
];

/** Ada, who is no agent and no CI job. */
const whoOf = (said: Wording): WhoAmI => ({
  ...{ principal: said('person:ada'), owner: null, roles: ['operator', 'approver'], proof: 'session' },
  by: { id: 'ses_1', until: at(hours(3)) },
  scope: { units: null, environments: null, actions: null },
  actions: ACTION_NAMES.map((action) => {
    const { what, instead } = ACTIONS[action];
    const may = action === 'open-page' ? 'no' : 'yes';
    return { action, what: said(what), may, isSigned: false, why: may === 'no' ? said(instead) : '' };
  }),
});

/** Everything that the rooms ask for, with each word of others as a test wants it. */
export function answersOfRooms(said: Wording = plain): Answers {
  const about = answersOf([])['GET /about'] as About;
  const everything = answersOf(Object.values(SCENES));
  const rows = (phase: string): readonly HistoryRow[] =>
    [SCENES.rolledBack, SCENES.closed].map((one) => incident(one, said)).filter((row) => row.phase === phase);
  return {
    ...everything,
    ...answersOfConsents(said),
    'GET /about': {
      ...about,
      heads: {
        ...{ verifierKey: 'v', signed: 61, problem: null },
        exports: [
          { place: said('git'), exported: 61, problem: null, since: null, diverged: false },
          {
            place: said('archive'),
            exported: 40,
            problem: said('the disk is full'),
            since: at(-hours(1)),
            diverged: false,
          },
        ],
      },
      quarantined: [{ stream: said('deployment/dep_x'), problem: said('entry 41 cannot be read') }],
    },
    'GET /whoami': whoOf(said),
    'GET /environments': environmentsOf(said),
    'GET /environments/checkout/production': environmentOf(said),
    'GET /environments/checkout/production/blackouts': blackoutsOf(said),
    'GET /environments/search/production/blackouts': {
      ...blackoutsOf(said),
      calendar: { intervals: [], knownUntil: later(NOW, days(60)) },
    },
    'GET /environments/checkout/staging/blackouts': blackoutsOf(said),
    'GET /environments/search/staging/blackouts': blackoutsOf(said),
    'GET /audit': auditOf(4_812, 200, said),
    'GET /delivery': deliveryOf(said),
    'GET /history': (_: unknown, query: URLSearchParams) => {
      const phase = query.get('phase');
      return phase === null ? everything['GET /history'] : { deployments: rows(phase), cursor: null };
    },
    [`GET /deployments/${SCENES.rolledBack.view.id}/reports/incident`]: draft(said),
    [`GET /deployments/${SCENES.closed.view.id}/reports/incident`]: draft(said),
    [`GET /deployments/${SCENES.canary.view.id}/course`]: canaryCourse(said),
    'GET /trust': trustOf(said),
    'GET /tokens': tokensOf(said),
    'GET /notifications/receivers': [
      { unit: 'shipping', name: 'webhook', to: said('webhook https://hooks.example') },
      { unit: 'checkout', name: 'slack', to: said('slack') },
    ],
    'GET /notifications': [
      {
        ...{ id: 'msg_1', deployment: SCENES.rolledBack.view.id, unit: 'shipping', environment: 'production' },
        ...{ kind: said('rollback.started'), to: said('webhook https://hooks.example'), delivery: 'dead', failures: 8 },
        ...{ problem: said('it answered 503'), at: at(-hours(2)), nextAt: null, endedAt: at(-hours(1)) },
      },
    ],
  };
}
