import { measured } from '../../api/shown/amount.ts';
import type { GateVerdict } from '../../core/verdict/verdict.ts';

/** `error_rate < 1%`: a metric, an operator and a limit. */
const COMPARISON = /^([a-z][a-z0-9_]*) (<=?|>=?) (.+)$/;

/** A gate's numbers and verdict for a log line: `error_rate=0.31%<1% collecting/insufficient need=1900`. */
export function gateWords({ gate, bounds, state, reason, needsRequests }: GateVerdict): string {
  const value = bounds.observed === null ? 'none' : dense(measured(bounds.observed, bounds.unit));
  const [, metric = '', operator = '', limit = ''] = COMPARISON.exec(gate) ?? [];
  const numbers = metric === '' ? `"${gate}"=${value}` : `${metric}=${value}${operator}${dense(limit)}`;
  const need =
    state === 'collecting' && needsRequests !== null && needsRequests > 0 ? ` need=${Math.ceil(needsRequests)}` : '';
  return `${numbers} ${state}/${reason}${need}`;
}

/** The gates, and the triggers that have something to say. */
export const gatesWords = (gates: readonly GateVerdict[]): string =>
  gates
    .filter(({ kind, state }) => kind === 'gate' || (state !== 'collecting' && state !== 'pass'))
    .map(gateWords)
    .join(' ');

const dense = (text: string): string => text.replaceAll(' ', '');
