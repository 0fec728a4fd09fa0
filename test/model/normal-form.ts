import { workedUntil } from '../../src/core/deployment/evolve/production.ts';
import type { Deployment } from '../../src/core/deployment/state.ts';
import type { Slot } from '../../src/core/environment/slot.ts';
import type { Calendar } from '../../src/core/window/window.ts';
import { dues, FAR } from './dues.ts';
import type { Known } from './known.ts';
import type { Actor, Node } from './world.ts';

/** How long until something is due: 0 when it is, null for never. */
const until = (due: number, now: number): number | null => (due - now > FAR ? null : Math.max(0, due - now));

interface Stage {
  readonly index: number;
  readonly since: number | null;
  readonly verdict: { readonly state: string; readonly reason: string } | null;
  readonly glass?: { readonly signatures: readonly { readonly approver: string }[]; readonly effectiveAt: number };
}

type Form = (value: never, deployment: never, now: number) => unknown;
/** No rule reads it: texts, and moments kept for reports. */
const DROPPED: Form = () => undefined;
const AS_IT_IS: Form = (value) => value;
const IS_THERE: Form = (value) => value !== null;

/**
 * What each field of a deployment becomes. Every field that a rule reads is kept; moments become the time until what they
 * make due. A field that is not listed fails the run, so that a new one is placed here on purpose.
 */
const FIELDS: Readonly<Record<string, Form>> = {
  phase: AS_IT_IS,
  for: AS_IT_IS,
  waitsFor: AS_IT_IS,
  step: AS_IT_IS,
  smoke: AS_IT_IS,
  leg: AS_IT_IS,
  part: AS_IT_IS,
  remaining: AS_IT_IS,
  planDigest: AS_IT_IS,
  calendarDue: AS_IT_IS,
  returns: (value: number) => Math.min(value, 1),
  release: (value: { id: string } | null) => value?.id ?? null,
  rollbackRelease: (value: { id: string } | null) => value?.id ?? null,
  checks: (value: readonly { kind: string; passed: boolean }[]) => value.map(({ kind, passed }) => [kind, passed]),
  took: (value: object) => Object.keys(value),
  evidence: (value: { artifactDigests: unknown; configDigest: unknown; checks: readonly { passed: boolean }[] }) => [
    value.artifactDigests,
    value.configDigest,
    value.checks.every((check) => check.passed),
  ],
  certificate: (value: { candidate: unknown; rollbackTo: unknown }) => [value.candidate, value.rollbackTo],
  approvals: (value: readonly { approver: string; planDigest: string; notAfter: number }[], _, now) =>
    value.map((one) => [one.approver, one.planDigest, until(one.notAfter + 1, now)]),
  // Past the third, and in the second round of six, tries differ in their number alone.
  attempt: (value: { n: number }) => Math.min(value.n, 3),
  failures: (value: number) => (value < 6 ? value : 6 + (value % 2)),
  traffic: (value: { kind: string; candidate?: number }) => [value.kind, value.candidate],
  holds: (value: readonly { reason: string; by: { kind: string } }[]) =>
    value.map(({ reason, by }) => `${reason} by ${by.kind}`).sort(),
  stage: (value: Stage, _, now) => [
    value.index,
    value.since === null,
    value.verdict?.reason === 'min-duration' ? 'proven' : value.verdict?.state,
    value.glass?.signatures.map(({ approver }) => approver),
    value.glass === undefined ? null : until(value.glass.effectiveAt, now),
  ],
  health: (value: { crashLooping: boolean; badSince: number | null; candidate: { healthy: number } }) => [
    value.crashLooping,
    value.badSince === null,
    value.candidate.healthy,
  ],
  work: (value: { since: number | null }) => value.since === null,
  checkpoint: IS_THERE,
  redSince: IS_THERE,
  fixForward: IS_THERE,
  trafficBackAt: IS_THERE,
  verifiedAt: IS_THERE,
  // The due moments of these are in `dues`.
  bakingSince: DROPPED,
  deadline: DROPPED,
  remindAt: DROPPED,
  calendar: DROPPED,
  calendarReadAt: DROPPED,
  // Constant in a world, or bound by the digest.
  opening: DROPPED,
  plan: DROPPED,
  signal: DROPPED,
  askedAt: DROPPED,
  preflight: DROPPED,
  promotedAt: DROPPED,
  cause: DROPPED,
  startedAt: DROPPED,
  rolledBackAt: DROPPED,
  rootCause: DROPPED,
  closedBy: DROPPED,
  endedAt: DROPPED,
  problem: DROPPED,
};

/** The text of one deployment at a moment, and of what the oracle saw of it. */
export const formOf = (actor: Actor, now: number): string =>
  JSON.stringify([...actorForm(actor, now), ...knownForm(actor.known, now)]);

/** The text by which two nodes are the same: everything that a rule reads, with moments as distances. */
export const normalForm = (node: Node): string =>
  JSON.stringify([
    node.actors.map((actor) => [...actorForm(actor, node.now), ...knownForm(actor.known, node.now)]),
    slotForm(node.staging),
    slotForm(node.production),
    node.knownStaging,
    node.knownProduction,
    node.isTargetPresent,
    node.isTampered,
  ]);

function actorForm({ deployment, begun }: Actor, now: number): readonly unknown[] {
  const form: unknown[] = [];
  for (const key in deployment) {
    const field = FIELDS[key];
    if (field === undefined) throw new Error(`the normal form does not know the field ${key} of a deployment`);
    if (field !== DROPPED) form.push(field(deployment[key as never], deployment as never, now));
  }
  return [...form, begun !== null, ...dueForm(deployment, now), ...calendarForm(deployment.calendar, now)];
}

function dueForm(deployment: Deployment, now: number): readonly unknown[] {
  const work =
    'work' in deployment ? deployment.plan.limits.deploymentTimeout - workedUntil(deployment.work, now as never) : FAR;
  const isReminder = deployment.phase === 'rolled-back';
  // A reminder is an hour away and nothing else depends on when: sooner or later is enough.
  const all = dues(deployment).map((due) => (due === null ? null : until(due, now)));
  return [isReminder ? all.map((one) => one !== null && one > 0) : all, until(now + work, now)];
}

const calendarForm = ({ intervals, knownUntil }: Calendar, now: number): readonly unknown[] => [
  intervals.filter(({ to }) => to > now).map(({ from, to }) => [until(from, now), to - now]),
  until(knownUntil, now),
];

const slotForm = ({ holder, queue, stable, hold, personHold, drift, toStableSince, servedForReal }: Slot): unknown => [
  holder,
  queue,
  stable?.release.id,
  hold?.deployment,
  personHold !== null,
  toStableSince !== null,
  drift === null ? null : [drift.acceptedBy, drift.differences.map(({ about }) => about)],
  servedForReal,
];

// What the oracle saw is there a second time, so that a state that has lost something is another state.
function knownForm(known: Known, now: number): readonly unknown[] {
  const { validated, rehearsed, approvals, weightSince, missed, passAt, plan } = known;
  const length = (known.isBaking ? plan?.bake.duration : plan?.strategy.stages[known.stage]?.duration) ?? 0;
  return [
    [known.planDigest, known.life, known.holds, known.isAsked, known.stage, known.isBaking, known.smokes > 1],
    [
      known.holds.includes('judge') && known.lastSaid,
      known.isAllOn,
      known.isTrafficBack,
      known.isStableGood,
      known.smokes > 0,
      known.isRedAnswered,
    ],
    [validated?.artifactDigests, rehearsed?.candidate, approvals.map((one) => until(one.notAfter + 1, now))],
    weightSince === null ? null : until(weightSince + missed + length, now),
    passAt === null || weightSince === null ? null : passAt - weightSince - missed >= length,
    // Without broken glass, what is proven stands in the judge's last word alone.
    known.glass === null ? null : [known.isProven, known.glass.by, until(known.glass.at, now)],
  ];
}
