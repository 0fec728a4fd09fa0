import type { EventLine } from '../../../src/api/event-line.ts';
import type { LiveView } from '../../../src/api/live.ts';
import { type DeploymentView, viewOf } from '../../../src/api/view.ts';
import { type ApprovalRequest, type BesideQuestion, requestApproval } from '../../../src/approval/request.ts';
import type { DeploymentEvent } from '../../../src/core/deployment/event.ts';
import { evolve } from '../../../src/core/deployment/evolve.ts';
import type { Deployment } from '../../../src/core/deployment/state.ts';
import { gateText } from '../../../src/core/gate/text.ts';
import type { Checkpoint } from '../../../src/core/guard/verified-approval.ts';
import { type Instant, instant } from '../../../src/core/kernel/instant.ts';
import { isRefusal } from '../../../src/core/kernel/refusal.ts';
import { ALL } from '../../../src/core/kernel/weight.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import type { PowerCheck } from '../../../src/core/verdict/power/power-check.ts';
import type { Verdict } from '../../../src/core/verdict/verdict.ts';
import { ADA } from '../../../src/testing/builders.ts';
import { RECORDED, recordedAt } from '../../terminal/recorded.ts';

/** A deployment at a moment of its life: its events, what they fold to, and how a control plane shows it. */
export interface Scene {
  readonly events: readonly EventLine[];
  readonly state: Deployment;
  readonly view: DeploymentView;
}

interface Told {
  readonly unit: string;
  /** Two characters that tell it from other deployments. */
  readonly id: string;
  /** Until the n-th event of this type, and so many measured seconds more. */
  readonly until: readonly [type: DeploymentEvent['type'], n?: number, blocks?: number];
  readonly of?: 'first' | 'good' | 'bad';
  /** Events that follow on what was recorded. */
  readonly next?: readonly DeploymentEvent[];
}

/** When all scenes are looked at. */
export const NOW: Instant = instant(Date.UTC(2026, 10, 24, 14, 25, 19));

/** The recorded story took seconds where a real one takes minutes. */
const STRETCH = 40;
const SPANS = [
  'duration',
  'took',
  'forward',
  'back',
  'forwardAgain',
  'targetTime',
  'healthTimeout',
  'deploymentTimeout',
];

/** A recorded deployment under another name, stretched to the length of a real one, and ending now. */
export function scene({ unit, id, until: [type, n = 1, blocks = 0], of = 'good', next = [] }: Told): Scene {
  const recorded = recordedAt(RECORDED[['first', 'good', 'bad'].indexOf(of)], type, { n, blocks });
  const end = Date.parse(recorded.view.at);
  const at = (time: number): number => NOW + (time - end) * STRETCH;
  const retold = (value: unknown): unknown => {
    if (typeof value === 'number') return value > 1.7e12 ? at(value) : value;
    if (typeof value === 'string') return renamed(value, unit, id);
    if (Array.isArray(value)) return value.map(retold);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [
        key,
        key === 'demo' ? false : SPANS.includes(key) && typeof part === 'number' ? part * STRETCH : retold(part),
      ]),
    );
  };
  const before = recorded.events.map(
    (line): EventLine => ({
      ...(retold(line) as EventLine),
      time: new Date(at(Date.parse(line.time))).toISOString(),
    }),
  );
  const after = next.map(
    ({ type: name, ...body }, index): EventLine => ({
      ...{ type: name, body, principal: 'system:engine', time: new Date(NOW).toISOString() },
      ...{ seq: 900 + index, version: before.length + 1 + index },
    }),
  );
  const events = [...before, ...after];
  const live = recorded.view.live === null ? null : liveAsReal(retold(recorded.view.live) as LiveView);
  return shown(events, live);
}

/** A scene from its events. */
export function shown(events: readonly EventLine[], live: LiveView | null): Scene {
  const state = events
    .map(({ type, body }) => ({ type, ...(body as object) }) as DeploymentEvent)
    .reduce<Deployment | null>(evolve, null);
  if (state === null) throw new Error('nothing was opened');
  const isMeasured = state.phase === 'rolling-out' || state.phase === 'baking';
  return { events, state, view: viewOf(state, events.length, ADA, NOW, isMeasured ? live : null) };
}

function renamed(text: string, unit: string, id: string): string {
  const names: Readonly<Record<string, string>> = {
    storefront: unit,
    'person:demo': 'person:ada',
    demo: 'webauthn',
    A0: 'A1',
  };
  const known = names[text] ?? text;
  return known.replace(/^dep_.{24}..$/, (whole) => `${whole.slice(0, -2)}${id}`);
}

/** Counted in thousands, and with a latency beside the errors. */
function liveAsReal(live: LiveView): LiveView {
  const many = <T extends { readonly requests: number; readonly errors: number }>(one: T): T => ({
    ...one,
    requests: one.requests * STRETCH + 12,
    errors: one.errors * 9,
  });
  const gates = live.gates.map(many);
  const [errors] = gates;
  if (errors === undefined) return live;
  const latency: LiveView['gates'][number] = {
    ...errors,
    ...{ gate: 'latency_p99 < baseline * 1.1', state: 'collecting', reason: 'insufficient' },
    ...{ needsRequests: 1_900, needsMinutes: 1.3, e: null },
    bounds: { low: 176, high: 194, observed: 183, baseline: 180, limit: 198, unit: 'ms' },
    series: live.gates[0]?.series.map((_, index) => 181 + 6 * Math.sin(index * 1.7) + 3 * Math.cos(index * 0.6)) ?? [],
  };
  return {
    ...live,
    gates: [...gates.slice(0, 1), latency, ...gates.slice(1)],
    candidate: many(live.candidate),
    stable: many(live.stable),
    judgedSeconds: live.judgedSeconds * STRETCH,
    plannedSeconds: live.plannedSeconds * STRETCH,
    extendsToSeconds: live.extendsToSeconds * STRETCH,
  };
}

/** What is shown beside a question and not signed. */
export const BESIDE: BesideQuestion = {
  commits: [
    { commit: '4be1d90c2a7f', author: 'person:eve', subject: 'Say how a thing is delivered' },
    { commit: '91c07de33b18', author: 'person:eve', subject: 'Keep the basket when a payment is declined' },
    { commit: 'a3f88120cc5e', author: 'person:bob', subject: 'Ask the tax service once per basket' },
  ],
  configChanges: [{ key: 'target.instances', before: '2', after: '3', secret: false }],
  forecast: { to: new Date(NOW + 1_320_000).toISOString(), conflict: null, unknown: null, nextFree: null },
  mayApprove: ['person:ada'],
  policy: { inForce: { version: 3, since: NOW, by: ['person:ada'] }, changes: [] },
  changedSince: [],
  ticket: 'SHOP-2114',
};

/** A forecast in which every gate of a plan can be proven. */
function provable({ strategy, bake }: Plan): PowerCheck {
  const stages = [...strategy.stages, { ...bake, weight: ALL }].map(({ gates, weight, duration }, at, { length }) => ({
    ...{ name: at === length - 1 ? 'bake' : `stage ${at + 1}`, weight, duration: duration ?? bake.duration },
    gates: gates.map((gate) => ({
      ...{ gate: gateText(gate), state: 'enough' as const, expected: 21_000, carried: 0, needed: 3_200, minutes: 2 },
      ...{ chance: 0.98, chanceExtended: 0.99, proposals: [] },
    })),
  }));
  return { kind: 'known', traffic: { seconds: 3_600, arrivals: 91_300, requests: 91_300, errors: 260 }, stages };
}

/** The question of a checkpoint that is open in a scene. */
export function sheetOf({ state }: Scene, checkpoint: Checkpoint): ApprovalRequest {
  const power = 'plan' in state ? provable(state.plan) : null;
  const here = { controlPlaneId: 'cp_staged', logHead: { seq: 1, hash: 'sha256:0' }, power, beside: BESIDE };
  const request = requestApproval(state, checkpoint, here);
  if (isRefusal(request)) throw new Error(request.message);
  return request;
}

/** A verdict that cannot be decided, on the gates that a scene was measured with. */
export function ambiguousVerdict({ view }: Scene): Verdict {
  const gates = (view.live?.gates ?? []).map(({ series: _, ...gate }) => ({
    ...gate,
    ...(gate.kind === 'trigger'
      ? {}
      : {
          ...{ state: 'ambiguous' as const, reason: 'insufficient' as const, needsRequests: 6_400, needsMinutes: 4.5 },
          text: `${gate.gate}: 1.1 % after 2 412 requests lies on both sides of its limit`,
        }),
  }));
  const measurements = { stream: 'measurements/x', from: 1, to: 40, digest: null };
  return { state: 'ambiguous', reason: 'insufficient', gates, judgedSeconds: 600, at: NOW, measurements };
}
