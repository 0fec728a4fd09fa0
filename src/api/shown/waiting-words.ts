import type { Waiting } from '../waiting.ts';

const CHECKPOINTS: Readonly<Record<string, string>> = {
  'production-promotion': 'waiting for a person’s approval (production-promotion)',
  'ambiguous-metrics': 'waiting for a person: the metrics are ambiguous (ambiguous-metrics)',
  'after-rollback': 'waiting for a root cause (after-rollback)',
};

/** What a deployment waits for, as a sentence begins. */
export function waitingWords({ for: what }: Pick<Waiting, 'for'>): string {
  const held = /^hold: /.exec(what);
  return held === null ? (CHECKPOINTS[what] ?? `waiting for ${what}`) : `held: ${what.slice(held[0].length)}`;
}
