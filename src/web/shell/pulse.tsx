import { useFreshness } from '../data/freshness.ts';
import { momentText } from '../parts/when.tsx';
import { SAID } from '../words.ts';

/** Whether the page shows what is so now. */
export function Pulse() {
  const freshness = useFreshness();
  if (freshness.kind === 'connecting') return <span className="pulse">{SAID.connecting}</span>;
  if (freshness.kind === 'live') return <span className="pulse live">{SAID.live}</span>;
  return <span className="pulse away">{SAID.awayShort(momentText(freshness.since, Date.now()))}</span>;
}
