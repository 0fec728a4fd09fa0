import { z } from 'zod';
import type { Fault } from '../problem/fault.ts';

/** What is wrong with a text, and where in it. */
export interface TextFault extends Fault {
  readonly part?: { readonly start: number; readonly length: number };
}

/** What stands in for a value that could not be read. */
export interface Faulty {
  readonly fault: TextFault;
}

/** Says that a text cannot be read. */
export const faulty = (fault: TextFault): Faulty => ({ fault });

/** What editors show of a value. The first example is also what a message tells to write. */
interface Shown {
  readonly description?: string;
  readonly examples: readonly [string, ...string[]];
  readonly pattern?: string;
}

/** A value that is written as text and read into one of our own; what cannot be read is a fault with words of its own. */
export function textValue<Value>(shown: Shown, read: (text: string) => Value | Faulty) {
  return z
    .string()
    .meta({ ...shown, examples: [...shown.examples] })
    .transform((text, context): Value => {
      const value = read(text);
      if (!isFaulty(value)) return value;
      const { message, ...params } = value.fault;
      context.addIssue({ code: 'custom', message, params });
      return z.NEVER;
    });
}

const isFaulty = <Value>(value: Value | Faulty): value is Faulty =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'fault');
