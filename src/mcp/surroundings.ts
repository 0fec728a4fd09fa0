import type { ControlPlane } from '../api/control-plane.ts';
import type { ToolRow, Toolset } from '../core/authorisation/tool-table.ts';

/** A unit that a configuration file here describes. */
export interface UnitHere {
  readonly unit: string;
  readonly environments: readonly string[];
}

/** Whether production could be changed at a moment, for so long. */
export interface BlackoutAnswer {
  readonly unit: string;
  readonly at: string;
  readonly length: string;
  readonly allowed: boolean;
  /** Which window is in the way; `unknown` when the calendar does not reach so far. */
  readonly conflict: string | null;
  readonly nextFree: string | null;
}

/** What the check of a deployment's record came to. */
export interface RecordAnswer {
  readonly kind: 'ok' | 'altered' | 'rule-broken' | 'incomplete' | 'unreadable';
  readonly text: string;
}

/** A prompt with its variables filled in. */
export interface MadePrompt {
  readonly text: string;
  /** Variables without a value. */
  readonly missing: readonly string[];
}

/** What stands around the agent's door: it asks a control plane, and the rest is done by whoever opens it. */
export interface Surroundings {
  readonly version: string;
  /** The set of tools that is open. */
  readonly set: Toolset;
  /** The row of a tool in the one table of authorisation; a tool without one is not offered. */
  row(name: string): ToolRow | undefined;
  /** Whether one set holds all of another. */
  holds(set: Toolset, other: Toolset): boolean;
  /** The control plane, connected to anew each time: it may have been away. */
  plane(): Promise<ControlPlane>;
  /** The W3C trace context of a deployment, for an agent whose own spans are to hang together with it. */
  traceParent(deployment: string): string;
  units(): Promise<readonly UnitHere[]>;
  /** The configuration file of a unit, absolute; the only one here when none is named. */
  configOf(unit: string | undefined): Promise<string>;
  blackout(unit: string | undefined, at: string | undefined, length: string): Promise<BlackoutAnswer>;
  verify(id: string): Promise<RecordAnswer>;
  /** The names of the prompts, with what each is for. */
  readonly prompts: Readonly<Record<string, string>>;
  prompt(name: string, given: Readonly<Record<string, string>>): Promise<MadePrompt>;
  configSchema(): Promise<string>;
  configExample(): Promise<string>;
}
