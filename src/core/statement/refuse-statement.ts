import type { Checkpoint } from '../guard/verified-approval.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { SaidStatement, StatementWish } from './said.ts';

/** The longest statement, in characters: it is read by somebody who is about to sign. */
export const LONGEST_STATEMENT = 2_000;
/** The longest draft of an incident, in characters. */
export const LONGEST_DRAFT = 4_000;
/** So many are put beside one deployment: all of them are shown, and whoever reads too many reads none. */
export const MOST_STATEMENTS = 8;

/** What a deployment is about when somebody wants to say something. */
export interface Occasion {
  readonly deployment: string;
  readonly checkpoint: Checkpoint | null;
  readonly isOver: boolean;
  /** It was taken back, or is on the way back. */
  readonly isIncident: boolean;
  readonly said: readonly SaidStatement[];
}

/** Why this is not taken; null when it is. */
export function refuseStatement(wish: StatementWish, occasion: Occasion): Refusal | null {
  const { kind, text, digest } = wish;
  const { deployment, checkpoint, isOver, isIncident, said } = occasion;
  const look = `Look where it is: plimsoll status ${deployment}`;
  const most = kind === 'incident-draft' ? LONGEST_DRAFT : LONGEST_STATEMENT;
  if (text.trim() === '') return refuse('statement-empty', 'Nothing is said', 'Write what a person should read');
  if (text.length > most) {
    const message = `A ${kind} has ${most} characters at most, not ${text.length}`;
    return refuse('text-too-long', message, 'Say it shorter, and name where the rest can be read');
  }
  if ((kind === 'attachment') !== (digest !== null)) {
    const message = kind === 'attachment' ? 'An attachment is named by its digest' : `A ${kind} has no digest`;
    return refuse('statement-form', message, 'Name a file by its digest with kind attachment, and nothing otherwise');
  }
  if (kind === 'incident-draft' && !isIncident) {
    return refuse('no-incident', `${deployment} was not taken back, so there is no incident to write about`, look);
  }
  if (kind === 'statement' && checkpoint === null) {
    return refuse('nobody-is-asked', `No question about ${deployment} is open, so nobody would read it`, look);
  }
  if (kind === 'attachment' && isOver) return refuse('deployment-over', `${deployment} is over`, look);
  if (said.length < MOST_STATEMENTS) return null;
  const message = `${MOST_STATEMENTS} statements stand beside ${deployment} already`;
  return refuse('statements-spent', message, 'A person reads those; tell them the rest yourself');
}
