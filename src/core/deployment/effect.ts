import type { EffectId } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Replacing } from '../strategy/rolling.ts';
import type { CheckKind, CheckSpec } from '../unit/environment.ts';
import type { Release } from '../unit/release.ts';
import type { WindowPolicy } from '../window/window.ts';
import type { RehearsalLeg } from './state.ts';
import type { Traffic } from './traffic.ts';

interface Outstanding {
  /** Stable for ever: `<deployment>/<phase>/<what>/<attempt>`. */
  readonly id: EffectId;
  /** Not to be begun before this; null means now. */
  readonly notBefore: Instant | null;
}

/** What is to be done outside, as data. Derived from state, so that a restarted process knows what is outstanding. */
export type Effect = Outstanding &
  (
    | { readonly kind: 'build-artifacts' }
    | { readonly kind: 'seal-plan'; readonly release: Release }
    /** Applies a release to staging: prepare, all traffic, retire what was there. */
    | { readonly kind: 'place-on-staging'; readonly release: Release }
    | { readonly kind: 'run-check'; readonly check: CheckKind; readonly spec: CheckSpec; readonly place: CheckPlace }
    | {
        readonly kind: 'move-rehearsal';
        readonly leg: RehearsalLeg;
        readonly candidate: Release;
        readonly stable: Release | null;
      }
    | { readonly kind: 'read-calendar'; readonly windows: WindowPolicy }
    | { readonly kind: 'look-before-promotion' }
    /** Brings the candidate up to so many instances, all healthy; the weight stays as it is. */
    | { readonly kind: 'prepare-candidate'; readonly release: Release; readonly instances: number }
    | { readonly kind: 'shift-traffic'; readonly traffic: Traffic; readonly stageIndex: number }
    /** Takes instances of stable out of the traffic and ends them until so many are left: half of a batch. */
    | { readonly kind: 'reduce-stable'; readonly stable: Release; readonly to: number; readonly traffic: Traffic }
    /** Goes on tick by tick until the state no longer asks for it. */
    | { readonly kind: 'watch'; readonly phase: 'rolling-out' | 'baking'; readonly stageIndex: number }
    | { readonly kind: 'settle'; readonly release: Release }
    | { readonly kind: 'return-traffic'; readonly to: Release | null }
    /** Brings stable up again in its own track; where it was replaced in batches, the traffic walks back with it. */
    | { readonly kind: 'restore-stable'; readonly release: Release; readonly replacing: Replacing | null }
    | { readonly kind: 'verify-stable'; readonly to: Release | null }
    | { readonly kind: 'retire-candidate'; readonly release: Release }
  );

/** Where a check runs: an environment, and the track it asks for; null asks as a user would, and gets what serves. */
export interface CheckPlace {
  readonly environment: string;
  readonly track: 'stable' | 'candidate' | null;
  readonly release: Release;
}

/** The effects that carry a release forward in production. `guardForward` stands in front of each of them. */
export const FORWARD_KINDS = ['prepare-candidate', 'shift-traffic', 'reduce-stable', 'settle'] as const;

/** An effect that carries a release forward in production. */
export type ForwardEffect = Extract<Effect, { kind: (typeof FORWARD_KINDS)[number] }>;

/** Whether an effect carries a release forward in production. */
export const isForward = (effect: Effect): effect is ForwardEffect =>
  (FORWARD_KINDS as readonly string[]).includes(effect.kind);
