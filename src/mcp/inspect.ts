import { z } from 'zod';
import { tokensOf } from './fit.ts';
import { offered } from './server.ts';
import type { Surroundings } from './surroundings.ts';

/** A tool as `--inspect` shows it. */
export interface Inspected {
  readonly name: string;
  /** What its definition costs an agent. */
  readonly tokens: number;
  /** R reads, D may end something, I the same when called twice, O reaches beyond the record. */
  readonly hints: string;
  readonly what: string;
}

/** Every tool that is offered, with what its definition costs. */
export const inspected = (around: Surroundings): readonly Inspected[] =>
  offered(around).map(({ name, title, what, hints, takes, gives }) => ({
    ...{ name, what },
    tokens: tokensOf({ name, title, what, hints, in: z.toJSONSchema(takes), out: z.toJSONSchema(gives) }),
    hints: [hints.reads && 'R', hints.ends && 'D', hints.same && 'I', hints.reaches && 'O'].filter(Boolean).join(''),
  }));
