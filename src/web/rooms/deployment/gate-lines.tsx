import type { LiveGate } from '../../../api/live.ts';
import { measured } from '../../../api/shown/amount.ts';
import { verdictWords } from '../../../api/shown/verdict-words.ts';
import { Badge } from '../../parts/sign.tsx';
import { DEPLOYMENT } from './words.ts';

interface GateLinesProps {
  readonly id: string;
  readonly title: string;
  readonly gates: readonly LiveGate[];
}

/** Gates and triggers in one line each: the text, the number beside its limit, and the verdict in words. */
export function GateLines({ id, title, gates }: GateLinesProps) {
  if (gates.length === 0) return null;
  return (
    <section className="panel gate-lines" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul>
        {gates.map((gate) => {
          const { observed, unit } = gate.bounds;
          const { meaning, words } = verdictWords(gate);
          return (
            <li key={gate.gate}>
              <code>{gate.gate}</code>
              <span className="figure">{observed === null ? DEPLOYMENT.noData : measured(observed, unit)}</span>
              <Badge of={meaning}>{words}</Badge>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
