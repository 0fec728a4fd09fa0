import { type Duration, hours } from '../kernel/duration.ts';
import { ALL, type Weight } from '../kernel/weight.ts';

/** The part of a day in which agents may begin something: minutes since midnight in a zone. Past midnight when `to` is smaller. */
export interface DayPart {
  readonly from: number;
  readonly to: number;
  readonly zone: string;
}

/** How much agents may ask for. Rollback, hold and abort cost nothing: the safe direction is never too expensive. */
export interface AgentBudget {
  readonly changesPerMinute: number;
  readonly readsPerMinute: number;
  readonly deploymentsPerDay: number;
  readonly activePerUnit: number;
  /** Questions of one agent that wait for people at once: whoever is asked all day approves all day. */
  readonly openRequests: number;
  /** The longest text, in bytes of UTF-8. */
  readonly textBytes: number;
  /** The highest weight that a plan of theirs may reach. */
  readonly maxWeight: Weight;
  /** Null is any time. */
  readonly hours: DayPart | null;
  /** Null is every environment. */
  readonly environments: readonly string[] | null;
  /** How long the same release waits after a person rejected it. */
  readonly waitAfterReject: Duration;
}

/** What holds where the configuration narrows nothing. It may only narrow. */
export const WIDEST: AgentBudget = {
  changesPerMinute: 30,
  readsPerMinute: 600,
  deploymentsPerDay: 10,
  activePerUnit: 1,
  openRequests: 3,
  textBytes: 4_096,
  maxWeight: ALL,
  hours: null,
  environments: null,
  waitAfterReject: hours(1),
};
