import type { ControlPlane } from '../api/control-plane.ts';
import type { AgentBudget } from '../core/principal/agent-budget.ts';
import { WIDEST } from '../core/principal/agent-budget.ts';
import type { Access } from './access.ts';
import type { Authenticate } from './authenticate.ts';
import { type Caller, scopeOf } from './caller.ts';
import { type FrontDoor, frontDoorOf } from './front-door.ts';
import type { ServiceParts } from './parts.ts';
import { scopedPlane } from './scoped.ts';
import { serviceFor } from './service.ts';
import type { EventStreams } from './sse/event-streams.ts';

/** What stands between a request and the control plane: who asks, what they may, and what they get to see. */
export interface Door {
  readonly authenticate: Authenticate;
  readonly access: Access;
  /** The control plane as this caller sees it. */
  planeFor(caller: Caller): ControlPlane;
  /** What an agent has to spend where this deployment is concerned; without one, what holds everywhere. */
  budgetAt(deployment: string | undefined): AgentBudget;
  /** The two acts that need no caller: each is worth nothing without a person who signs in. */
  readonly logins: Pick<ServiceParts['logins'], 'open' | 'claim'>;
  /** Entries of the journal as they are written. */
  readonly follow: ServiceParts['journal']['follow'];
  /** Events as they happen. */
  readonly streams: EventStreams;
  /** How people come in. */
  readonly front: FrontDoor;
  /** What was counted; absent where nothing is. */
  readonly metrics?: () => Promise<string>;
}

/** The way in to a control plane. Each listener has its own `authenticate`, all share one access. */
export function doorTo(parts: ServiceParts, access: Access, authenticate: Authenticate): Door {
  return {
    authenticate,
    access,
    planeFor: (caller) => scopedPlane(serviceFor(parts, caller), scopeOf(caller), parts),
    budgetAt: (id) => (id === undefined ? undefined : parts.store.deployment(id)?.state.opening.spec.agents) ?? WIDEST,
    logins: parts.logins,
    follow: (listener) => parts.journal.follow(listener),
    streams: parts.streams,
    front: frontDoorOf(parts),
    ...(parts.metrics === undefined ? {} : { metrics: parts.metrics }),
  };
}
