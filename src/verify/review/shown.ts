import type { DeploymentEvent } from '../../core/deployment/event.ts';
import type { Checkpoint } from '../../core/guard/verified-approval.ts';
import { digestOf } from './rules.ts';

/**
 * What was put before people at each checkpoint, worked out from the events before the answer: a signature for an earlier stop does not
 * answer a later one.
 */
export class Shown {
  #life: 'before' | 'asked' | 'queued' | 'rolling-out' | 'baking' = 'before';
  #stage = 0;
  #asked: object | undefined;
  #renewal: object | undefined;
  #red: object | undefined;
  #ambiguity: object | undefined;
  #rollback: object | undefined;

  /** The digest of what was shown at a checkpoint that is open; undefined where the record does not say that it was. */
  digestAt(checkpoint: Checkpoint): string | undefined {
    const context = this.#at(checkpoint);
    return context === undefined ? undefined : digestOf({ checkpoint, context });
  }

  take(event: DeploymentEvent): void {
    switch (event.type) {
      case 'ApprovalRequested':
        this.#ask(event.at, event.deadline);
        break;
      case 'ApprovalsVoided':
        this.#voided(event);
        break;
      case 'DeploymentReturned':
        this.#life = 'before';
        break;
      case 'PromotionApproved':
        this.#life = 'queued';
        this.#red = undefined;
        break;
      case 'PreflightFailed': {
        const isRed = event.findings.some(({ name, ok }) => name === 'environment-red' && !ok);
        this.#red = isRed ? (this.#red ?? { phase: 'queued', redSince: event.at }) : undefined;
        break;
      }
      case 'PromotionStarted':
        this.#life = 'rolling-out';
        this.#stage = 0;
        break;
      default:
        this.#takeInProduction(event);
    }
  }

  #takeInProduction(event: DeploymentEvent): void {
    const { at } = event;
    switch (event.type) {
      case 'StageAdvanced':
        this.#stage = event.to;
        break;
      case 'ProductionDeployed':
        this.#life = 'baking';
        break;
      case 'HoldPlaced':
        if (event.hold.reason === 'approval-expired') this.#renewal = this.#here({ heldSince: event.hold.since });
        break;
      case 'CheckpointOpened':
        this.#ambiguity = this.#here({ openedAt: at, deadline: event.deadline, verdict: event.verdict });
        break;
      case 'RolledBack': {
        const { cause, trafficBackAt, verifiedAt } = event;
        this.#rollback = { phase: 'rolled-back', cause, trafficBackAt, verifiedAt, rolledBackAt: at };
        break;
      }
    }
  }

  #voided({ at, deadline }: Extract<DeploymentEvent, { type: 'ApprovalsVoided' }>): void {
    // While it is asked it stays asked since then; what was approved is asked anew.
    if (this.#life === 'asked') this.#asked = { ...this.#asked, deadline };
    else if (this.#life === 'queued') this.#ask(at, deadline);
  }

  #ask(askedAt: number, deadline: number): void {
    this.#life = 'asked';
    this.#asked = { phase: 'awaiting-approval', askedAt, deadline };
  }

  #here = (more: object): object => ({ phase: this.#life, stageIndex: this.#stage, ...more });

  #at(checkpoint: Checkpoint): object | undefined {
    switch (checkpoint) {
      case 'production-promotion':
        return this.#life === 'asked' ? this.#asked : this.#renewal;
      case 'environment-red':
        return this.#red;
      case 'ambiguous-metrics':
        return this.#ambiguity;
      case 'after-rollback':
        return this.#rollback;
    }
  }
}
