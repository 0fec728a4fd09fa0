import type { Action } from '../authorisation/action.ts';
import { formatDuration } from '../kernel/duration.ts';
import { between, type Instant, later } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { formatWeight, type Weight } from '../kernel/weight.ts';
import type { AgentBudget, DayPart } from './agent-budget.ts';

/** What an action costs an agent: a read, a change, or nothing because it goes in the safe direction (R6). */
export type Cost = 'read' | 'change' | 'free';

const READS: readonly Action[] = ['read', 'whoami'];
const FREE: readonly Action[] = ['rollback', 'hold', 'abort'];

/** What an action costs. */
export const costOf = (action: Action): Cost =>
  READS.includes(action) ? 'read' : FREE.includes(action) ? 'free' : 'change';

/** Why one more in this minute is too many; null when it is not. `spent`: those of the minute before now. */
export function refuseRate(cost: Cost, spent: number, budget: AgentBudget): Refusal | null {
  if (cost === 'free') return null;
  const most = cost === 'read' ? budget.readsPerMinute : budget.changesPerMinute;
  if (spent < most) return null;
  return refuse('budget-spent', `An agent may ask for ${most} ${cost}s a minute`, 'Wait a minute, and ask less often');
}

/** Why a text is too long for an agent; null when it is not. */
export function refuseText(text: string, { textBytes }: AgentBudget): Refusal | null {
  const length = bytesOf(text);
  if (length <= textBytes) return null;
  const message = `A text of an agent has ${textBytes} bytes at most, not ${length}`;
  return refuse('text-too-long', message, 'Say it shorter, and name where the rest can be read');
}

/** What an agent has under way, and what became of its last ones. */
export interface Usage {
  /** When its deployments of the last 24 hours were opened. */
  readonly openedAt: readonly Instant[];
  readonly activeOfUnit: number;
  readonly openRequests: number;
  /** When a person last rejected what it asks for now; null when nobody did. */
  readonly rejectedAt: Instant | null;
}

/** A deployment that an agent wants to open. */
export interface OpeningWish {
  readonly environments: readonly string[];
  readonly highestWeight: Weight;
  readonly texts: readonly string[];
  /** Minutes since midnight, in the zone of the budget's hours. */
  readonly minuteOfDay: number;
  readonly at: Instant;
}

/** Why an agent may not open this deployment now; null when it may. */
export function refuseOpening(budget: AgentBudget, usage: Usage, wish: OpeningWish): Refusal | null {
  return (
    refuseReach(budget, wish) ??
    refuseHour(budget.hours, wish.minuteOfDay) ??
    wish.texts.map((text) => refuseText(text, budget)).find((found) => found !== null) ??
    refuseAgain(budget, usage, wish.at) ??
    refuseMore(budget, usage)
  );
}

function refuseReach({ environments, maxWeight }: AgentBudget, wish: OpeningWish): Refusal | null {
  const outside = environments === null ? undefined : wish.environments.find((name) => !environments.includes(name));
  if (outside !== undefined) {
    return refuse(
      'environment-not-for-agents',
      `Agents do not deploy to ${outside}`,
      'A person opens it: plimsoll deploy',
    );
  }
  if (wish.highestWeight <= maxWeight) return null;
  const message = `The plan reaches ${formatWeight(wish.highestWeight)}, agents ${formatWeight(maxWeight)} at most`;
  return refuse('weight-over-budget', message, 'A person opens it: plimsoll deploy');
}

function refuseHour(hours: DayPart | null, minute: number): Refusal | null {
  if (hours === null || isWithin(hours, minute)) return null;
  const message = `Agents begin deployments from ${clock(hours.from)} to ${clock(hours.to)} ${hours.zone}`;
  return refuse('outside-agents-hours', message, 'Wait for that, or a person opens it: plimsoll deploy');
}

function refuseAgain({ waitAfterReject }: AgentBudget, { rejectedAt }: Usage, at: Instant): Refusal | null {
  if (rejectedAt === null) return null;
  const left = between(at, later(rejectedAt, waitAfterReject));
  if (left <= 0) return null;
  const message = `A person rejected this release ${formatDuration(between(rejectedAt, at))} ago`;
  return refuse('rejected-lately', message, `Wait ${formatDuration(left)}, or change what they rejected`);
}

function refuseMore(budget: AgentBudget, { openedAt, activeOfUnit, openRequests }: Usage): Refusal | null {
  if (activeOfUnit >= budget.activePerUnit) {
    const message = `An agent has at most ${budget.activePerUnit} of a unit’s deployments under way`;
    return refuse('budget-spent', message, 'Wait until it is over: plimsoll watch');
  }
  if (openRequests >= budget.openRequests) {
    const message = `${openRequests} questions of this agent wait for people`;
    return refuse('budget-spent', message, 'Wait for the answers: plimsoll status --all');
  }
  if (openedAt.length < budget.deploymentsPerDay) return null;
  const message = `An agent opens ${budget.deploymentsPerDay} deployments in 24 hours at most`;
  return refuse('budget-spent', message, 'Wait, or a person opens it: plimsoll deploy');
}

const isWithin = ({ from, to }: DayPart, minute: number): boolean =>
  from <= to ? minute >= from && minute < to : minute >= from || minute < to;

const clock = (minutes: number): string =>
  `${String(Math.trunc(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** The length of a text in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
