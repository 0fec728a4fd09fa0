import type { EventLine } from '../api/event-line.ts';
import { principalText } from '../core/principal/principal.ts';
import type { Entry } from '../ports/journal.ts';

/** An entry of the journal as a line of a feed. */
export const eventLine = ({ seq, version, at, type, principal, body }: Entry): EventLine => ({
  seq,
  version,
  time: new Date(at).toISOString(),
  type,
  principal: principalText(principal),
  body,
});
