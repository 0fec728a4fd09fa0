import type { Meaning } from '../../api/shown/meaning.ts';

/** How a meaning looks: the sign, and the name of its colour. The word stands beside it, always. */
const LOOKS: Readonly<Record<Meaning, readonly [sign: string, tone: string]>> = {
  pass: ['✓', 'good'],
  fail: ['✕', 'bad'],
  ambiguous: ['?', 'doubt'],
  hold: ['!', 'doubt'],
  collecting: ['…', ''],
  now: ['●', 'now'],
  ahead: ['○', ''],
};

/** The colour that goes with a meaning. */
export const toneOf = (meaning: Meaning): string => LOOKS[meaning][1];

/** The sign of a meaning, for eyes only: the word says it to everybody. */
export const Sign = ({ of }: { readonly of: Meaning }) => (
  <span className={`sign ${toneOf(of)}`} aria-hidden="true">
    {LOOKS[of][0]}
  </span>
);

/** A sign with its word. */
export const Badge = ({ of, children }: { readonly of: Meaning; readonly children: string }) => (
  <span className={`badge ${toneOf(of)}`}>
    <span className="sign" aria-hidden="true">
      {LOOKS[of][0]}
    </span>
    {children}
  </span>
);
