import type { z } from 'zod';
import type { ToolName } from '../core/authorisation/tool-table.ts';
import type { Desk } from './desk.ts';

/** Something bulky that a result points to instead of holding it. */
export interface Link {
  readonly uri: string;
  readonly name: string;
  readonly mimeType: string;
}

/** What a tool came to: a sentence of ours, the value, and where more is. */
export interface Answer {
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly links?: readonly Link[];
}

/** Whether a tool changes nothing, may end something, comes to the same when called twice, and reaches beyond the record. */
export interface Hints {
  readonly reads: boolean;
  readonly ends: boolean;
  readonly same: boolean;
  readonly reaches: boolean;
}

/** A tool of the agent's door. */
export interface Tool<In extends z.ZodObject = z.ZodObject> {
  readonly name: ToolName;
  readonly title: string;
  /** Fixed words of ours: nothing that others wrote ever stands in a description. */
  readonly what: string;
  readonly hints: Hints;
  readonly takes: In;
  readonly gives: z.ZodObject;
  run(desk: Desk, given: z.output<In>): Promise<Answer>;
}

/** A tool whose arguments are typed by what it takes. */
export const tool = <In extends z.ZodObject>(made: Tool<In>): Tool => made as unknown as Tool;

/** Looks at what is recorded. */
export const READS: Hints = { reads: true, ends: false, same: true, reaches: false };
/** Changes something, and no more when it is called again. */
export const ASKS: Hints = { reads: false, ends: false, same: true, reaches: true };
/** Writes something down for people to read; nothing comes of it by itself. */
export const SAYS: Hints = { reads: false, ends: false, same: true, reaches: false };
/** Ends or takes back something. */
export const ENDS: Hints = { reads: false, ends: true, same: true, reaches: true };
