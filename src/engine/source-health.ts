import type { Instant } from '../core/kernel/instant.ts';
import type { SourceHealthChanged } from '../core/verdict/judging.ts';
import type { Absence, Measurement } from '../core/verdict/measurement.ts';
import { asText } from '../core/verdict/possible-measurement.ts';
import { absenceBy } from './measuring.ts';
import type { Outcome } from './reading.ts';

/** How a source does, as far as a deployment needs it. Its trouble is the provider's, and never the release's. */
export interface SourceStanding {
  readonly source: string;
  /** Null while it delivers. */
  readonly why: Absence | null;
  readonly detail: string;
  readonly since: Instant;
}

/** What an outcome says of its source. */
export function healthIn(source: string, outcome: Outcome): SourceHealthChanged {
  if (outcome.kind === 'problem') {
    const { problem } = outcome;
    return {
      type: 'SourceHealthChanged',
      source: asText(source),
      why: absenceBy(problem),
      detail: asText(problem.message),
    };
  }
  const absent = outcome.rows.at(-1);
  return { type: 'SourceHealthChanged', source, ...missingIn(absent) };
}

function missingIn(row: Measurement | undefined): { readonly why: Absence | null; readonly detail: string } {
  const missing = (['stable', 'candidate'] as const).flatMap((track) => {
    const said = row?.tracks[track];
    return said?.kind === 'absent' ? [{ why: said.why, text: `${track}: ${said.detail || said.why}` }] : [];
  });
  return { why: missing[0]?.why ?? null, detail: missing.map(({ text }) => text).join('; ') };
}

/** Whether a source's health is news: not every second of an outage is. */
export const isNews = (before: SourceStanding | undefined, now: SourceHealthChanged): boolean =>
  before === undefined ? now.why !== null : before.why !== now.why || before.detail !== now.detail;
