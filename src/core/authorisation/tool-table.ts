import type { Action } from './action.ts';

/** How much of the agent's door is open: to look, to ship what one began oneself, to act on what others began. */
export type Toolset = 'read' | 'ship' | 'operate';

/** One tool of the agent's door. */
export interface ToolRow {
  /** The smallest set that it belongs to. */
  readonly set: Toolset;
  /** What it asks of a control plane; each must be allowed to whoever asks. */
  readonly asks: readonly [Action, ...Action[]];
  /** The set that is needed for a deployment which somebody else began; absent where that makes no difference. */
  readonly forOthers?: Toolset;
}

/**
 * Every tool there is. One that is not here is not offered, and fails the tests. No row asks for an answer, a signature, an enrolment, a
 * change of policy or the lifting of a hold: whoever drives through this door cannot.
 */
export const TOOLS = {
  list_units: { set: 'read', asks: ['read'] },
  get_environment: { set: 'read', asks: ['read'] },
  get_deployment: { set: 'read', asks: ['read'] },
  wait_for_change: { set: 'read', asks: ['read'] },
  list_history: { set: 'read', asks: ['read'] },
  verify_record: { set: 'read', asks: ['read'] },
  check_blackout: { set: 'read', asks: ['read'] },
  get_report: { set: 'read', asks: ['read'] },
  explain_gate: { set: 'read', asks: ['read'] },
  plan_deployment: { set: 'ship', asks: ['plan'] },
  start_deployment: { set: 'ship', asks: ['deploy'] },
  request_approval: { set: 'ship', asks: ['read', 'argue'] },
  hold_deployment: { set: 'ship', asks: ['hold'] },
  draft_incident: { set: 'ship', asks: ['argue'] },
  attach_statement: { set: 'ship', asks: ['argue'] },
  abort_deployment: { set: 'ship', asks: ['abort'], forOthers: 'operate' },
  rollback_deployment: { set: 'ship', asks: ['rollback'], forOthers: 'operate' },
} as const satisfies Readonly<Record<string, ToolRow>>;

/** The name of a tool. */
export type ToolName = keyof typeof TOOLS;

const ORDER: readonly Toolset[] = ['read', 'ship', 'operate'];

/** Whether a set holds all of another one. */
export const holdsSet = (set: Toolset, other: Toolset): boolean => ORDER.indexOf(set) >= ORDER.indexOf(other);

/** The row of a tool; undefined when it has none, and then nobody may. */
export const toolRow = (name: string): ToolRow | undefined =>
  Object.hasOwn(TOOLS, name) ? TOOLS[name as ToolName] : undefined;
