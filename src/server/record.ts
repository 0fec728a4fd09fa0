import { randomBytes } from 'node:crypto';
import pLimit from 'p-limit';
import type { DemoTrust } from '../approval/demo-key.ts';
import type { TrustList } from '../approval/trust-list.ts';
import type { Isolation } from '../approval/verify/assurance.ts';
import { canonical } from '../core/plan/canonical.ts';
import { ENGINE } from '../core/principal/principal.ts';
import { CONTROL_PLANE_STREAM } from '../engine/streams.ts';
import type { Clock } from '../ports/clock.ts';
import type { Entry, Journal, Json } from '../ports/journal.ts';
import type { Caller } from './caller.ts';
import { type Enrolled, enrolledAfter, isTrustEvent, NOBODY, type TrustEvent } from './enrolled.ts';
import type { InTurn } from './opening-once.ts';

/** What happens to the control plane itself. */
type ControlPlaneEvent =
  | { readonly type: 'ControlPlaneCreated'; readonly controlPlaneId: string }
  | { readonly type: 'ControlPlaneStarted'; readonly epoch: number; readonly pid: number; readonly version: string }
  | { readonly type: 'ControlPlaneStopped'; readonly leftInFlight: readonly string[] }
  | TrustEvent;

/** The control plane's own stream: its name, its starts, and whom it trusts. */
export class ControlPlaneRecord {
  readonly #journal: Journal;
  readonly #clock: Clock;
  #version = 0;
  #epoch = 0;
  #id = '';
  #enrolled: Enrolled = NOBODY;
  /** One change of trust or signed answer at a time: what was verified still holds when it is recorded. */
  readonly signsInTurn: InTurn = pLimit(1);
  readonly #saysInTurn: InTurn = pLimit(1);

  private constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Reads the stream, names a new control plane, and records this start under the next epoch. */
  static async start(journal: Journal, clock: Clock, version: string): Promise<ControlPlaneRecord> {
    const record = await ControlPlaneRecord.read(journal, clock);
    const caller: Caller = { principal: ENGINE, proof: 'none' };
    if (record.#id === '') {
      await record.say(
        { type: 'ControlPlaneCreated', controlPlaneId: `cp_${randomBytes(16).toString('hex')}` },
        caller,
      );
    }
    await record.say({ type: 'ControlPlaneStarted', epoch: record.#epoch + 1, pid: process.pid, version }, caller);
    return record;
  }

  /** Reads the stream, and records no start: for what is done while no control plane runs. */
  static async read(journal: Journal, clock: Clock): Promise<ControlPlaneRecord> {
    const record = new ControlPlaneRecord(journal, clock);
    for (const entry of await journal.read(CONTROL_PLANE_STREAM)) record.#take(entry);
    return record;
  }

  get controlPlaneId(): string {
    return this.#id;
  }

  /** The epoch of this start: higher than any before on this journal. */
  get epoch(): number {
    return this.#epoch;
  }

  get enrolled(): Enrolled {
    return this.#enrolled;
  }

  get trust(): TrustList | null {
    return this.#enrolled.trust;
  }

  get demoTrust(): DemoTrust | null {
    return this.#enrolled.demo;
  }

  get isolation(): Isolation | null {
    return this.#enrolled.isolation;
  }

  /** Records what happened to the control plane. */
  say(event: ControlPlaneEvent, caller: Caller): Promise<void> {
    return this.#saysInTurn(() => this.#say(event, caller));
  }

  async #say(event: ControlPlaneEvent, caller: Caller): Promise<void> {
    const { type, ...body } = event;
    const { entries } = await this.#journal.append({
      writes: [
        {
          stream: CONTROL_PLANE_STREAM,
          expectedVersion: this.#version,
          entries: [{ type, schema: 1, body: JSON.parse(canonical(body)) as Json }],
        },
      ],
      requestId: `${CONTROL_PLANE_STREAM}@${this.#version}`,
      epoch: Math.max(1, this.#epoch),
      at: this.#clock.wall(),
      steady: this.#clock.steady(),
      principal: caller.principal,
      proof: caller.proof,
    });
    for (const entry of entries) this.#take(entry);
  }

  #take(entry: Entry): void {
    const event = { type: entry.type, ...(entry.body as object) } as ControlPlaneEvent;
    this.#version = entry.version;
    if (event.type === 'ControlPlaneCreated') this.#id = event.controlPlaneId;
    if (event.type === 'ControlPlaneStarted') this.#epoch = event.epoch;
    if (event.type === 'ControlPlaneReset') this.#id = event.controlPlaneId;
    if (isTrustEvent(event)) this.#enrolled = enrolledAfter(this.#enrolled, event);
  }
}
