import type { Command } from '../core/deployment/command.ts';
import { decide } from '../core/deployment/decide.ts';
import type { Accepted, Decision } from '../core/deployment/decision.ts';
import type { SlotCommand } from '../core/environment/command.ts';
import { decideSlot } from '../core/environment/decide.ts';
import type { SlotEvent } from '../core/environment/slot.ts';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import type { Proof } from '../core/principal/principal.ts';
import type { Clock } from '../ports/clock.ts';
import { type Entry, type Journal, JournalUnavailable, NonceSpent, type Write } from '../ports/journal.ts';
import { toEntry } from './encoding.ts';
import type { Store } from './store.ts';
import { deploymentStream, slotStream } from './streams.ts';

/** A command for one deployment, and how its principal proved itself. */
export interface Submission {
  readonly deployment: string;
  readonly command: Command;
  readonly proof: Proof;
  /** The caller's own key: the same key again does nothing twice. */
  readonly requestId?: string;
  readonly spendNonce?: string;
  /** The version of the deployment that it was asked on; refused when it is another by now. */
  readonly seen?: number;
}

/** A command for an environment of a unit, apart from any deployment. */
export interface SlotSubmission {
  readonly unit: string;
  readonly environment: string;
  readonly command: SlotCommand;
  readonly proof: Proof;
  readonly spendNonce?: string;
  /** The version of the environment that it was asked on; refused when it is another by now. */
  readonly seen?: number;
}

/** What became of a command for an environment; `entries` is empty when nothing happened. */
export interface SlotSubmitted {
  readonly decision: readonly SlotEvent[] | Refusal;
  readonly entries: readonly Entry[];
}

/** What an append needs beside the writes. */
type Framed = Pick<Submission, 'proof' | 'requestId' | 'spendNonce'> & { readonly command: Command | SlotCommand };

/** What became of a submission; `entries` is empty when nothing happened. */
export interface Submitted {
  readonly decision: Decision;
  readonly entries: readonly Entry[];
}

/** The disk the journal lies on. */
export interface Room {
  /** Gives up the space set aside for the end of a full disk; false when it was given up before. */
  releaseReserve(): Promise<boolean>;
  /** What can still be written, the reserve not counted, in bytes. */
  freeBytes(): Promise<number>;
}

/** Below this, in bytes, no new deployment begins: what is under way must be able to end. */
export const LOW_WATER = 64 * 1_048_576;

/** Decides commands one after another against the present state and appends what happened, durably, before anyone is told. */
export class Deciding {
  readonly #journal: Journal;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #epoch: number;
  readonly #room: Room | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(journal: Journal, store: Store, clock: Clock, epoch: number, room?: Room) {
    this.#journal = journal;
    this.#store = store;
    this.#clock = clock;
    this.#epoch = epoch;
    this.#room = room;
  }

  /** Decides one command. Rejects with JournalUnavailable only: then nothing was decided. */
  submit(submission: Submission): Promise<Submitted> {
    return this.#inTurn(() => this.#decideNow(submission));
  }

  /** Decides one command for an environment. Rejects with JournalUnavailable only. */
  submitToSlot(submission: SlotSubmission): Promise<SlotSubmitted> {
    return this.#inTurn(() => this.#decideSlotNow(submission));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #decideSlotNow(submission: SlotSubmission): Promise<SlotSubmitted> {
    const { unit, environment, command } = submission;
    const { state, version } = this.#store.versionedSlot(unit, environment);
    const decision = refuseUnseen(submission.seen, version) ?? decideSlot(command, state);
    if (isRefusal(decision) || decision.length === 0) return { decision, entries: [] };
    const write = { stream: slotStream(unit, environment), expectedVersion: version, entries: decision.map(toEntry) };
    const entries = await this.#append(submission, [write]);
    return isRefusal(entries) ? { decision: entries, entries: [] } : { decision, entries };
  }

  async #decideNow(submission: Submission): Promise<Submitted> {
    const { command } = submission;
    const place = this.#placeOf(submission);
    if ('kind' in place) return { decision: place, entries: [] };
    const { world, versions } = this.#store.world(submission.deployment, place.unit, place.staging, place.production);
    const version = versions.get(deploymentStream(submission.deployment)) ?? 0;
    const unseen = refuseUnseen(submission.seen, version);
    const decision = unseen ?? (await this.#refuseOnLowDisk(command)) ?? decide(command, world);
    if (decision.kind === 'refusal') return { decision, entries: [] };
    const writes = writesOf(submission.deployment, place, decision, versions);
    if (writes.length === 0) return { decision, entries: [] };
    const entries = await this.#append(submission, writes);
    return isRefusal(entries) ? { decision: entries, entries: [] } : { decision, entries };
  }

  async #refuseOnLowDisk(command: Command): Promise<Refusal | null> {
    if (command.type !== 'OpenDeployment' || this.#room === undefined) return null;
    const free = await this.#room.freeBytes();
    return free >= LOW_WATER
      ? null
      : refuse(
          'disk-low',
          `Only ${Math.floor(free / 1_048_576)} MiB are free where the journal lies`,
          'Make room: what is under way goes on, nothing new begins',
        );
  }

  /** Appends; on a full disk the reserve is given up once, so that hold and rollback can still be recorded. */
  async #append(submission: Framed, writes: readonly Write[]): Promise<readonly Entry[] | Refusal> {
    try {
      return await this.#appendOnce(submission, writes);
    } catch (problem) {
      const isFull = problem instanceof JournalUnavailable && problem.code === 'full';
      if (!isFull || !(await this.#room?.releaseReserve())) throw problem;
      return this.#appendOnce(submission, writes);
    }
  }

  async #appendOnce(submission: Framed, writes: readonly Write[]): Promise<readonly Entry[] | Refusal> {
    const { command, proof, spendNonce } = submission;
    const version = writes.map((write) => `${write.stream}@${write.expectedVersion}`).join('+');
    try {
      const appended = await this.#journal.append({
        writes,
        requestId: submission.requestId ?? `${command.type}:${version}`,
        ...(spendNonce === undefined ? {} : { spendNonce }),
        epoch: this.#epoch,
        at: command.at,
        steady: this.#clock.steady(),
        principal: command.principal,
        proof,
      });
      if (!appended.repeated) this.#store.apply(appended.entries);
      return appended.repeated ? [] : appended.entries;
    } catch (problem) {
      if (problem instanceof NonceSpent) {
        return refuse(
          'approval-nonce-spent',
          'That signature was used before',
          'Ask for the sheet again and sign anew',
        );
      }
      // A VersionConflict too: with a single writer it is a bug or a second writer, and nothing was written either way.
      throw problem;
    }
  }

  #placeOf({ deployment, command }: Submission): Place | Refusal {
    const opening =
      command.type === 'OpenDeployment' || command.type === 'OpenRestoration'
        ? command.opening
        : this.#store.deployment(deployment)?.state.opening;
    if (opening === undefined) {
      return refuse('no-such-deployment', `There is no deployment ${deployment}`, 'List them: plimsoll status --all');
    }
    return { unit: opening.spec.name, staging: opening.staging, production: opening.environment };
  }
}

/** The code of a refusal of what was asked on a state that is no longer. */
export const CHANGED_SINCE = 'changed-since';

function refuseUnseen(seen: number | undefined, version: number): Refusal | null {
  if (seen === undefined || seen === version) return null;
  const message = `It was asked on version ${seen}, and this is version ${version}`;
  return refuse(CHANGED_SINCE, message, 'Look at what changed, then decide again');
}

interface Place {
  readonly unit: string;
  readonly staging: string;
  readonly production: string;
}

function writesOf(
  id: string,
  place: Place,
  decision: Accepted,
  versions: ReadonlyMap<string, number>,
): readonly Write[] {
  const streams = [
    [deploymentStream(id), decision.deployment],
    [slotStream(place.unit, place.staging), decision.staging],
    [slotStream(place.unit, place.production), decision.production],
  ] as const;
  return streams
    .filter(([, events]) => events.length > 0)
    .map(([stream, events]) => ({ stream, expectedVersion: versions.get(stream) ?? 0, entries: events.map(toEntry) }));
}
