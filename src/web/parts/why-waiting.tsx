import { waitingWords } from '../../api/shown/waiting-words.ts';
import type { Waiting } from '../../api/waiting.ts';
import { useNow } from '../data/clock.ts';
import { WAITING } from '../words.ts';
import { Left, Moment, momentText } from './when.tsx';

/** Why it waits, who can end it, until when, and what happens by itself then: in one sentence, as on every surface. */
export function WhyWaiting({ waiting }: { readonly waiting: Waiting }) {
  const { who, until } = waiting;
  const now = useNow();
  const byItself = waiting.default.replaceAll(ISO, (at) => momentText(at, now));
  return (
    <p className="why-waiting">
      {capital(waitingPlainly(waiting))}. {WAITING.who(who.join(WAITING.or))}
      {until === null ? (
        <>
          . {WAITING.byItself}: {byItself}.
        </>
      ) : (
        <>
          {' '}
          {WAITING.until} <Moment at={until} /> ({WAITING.in} <Left until={until} />
          ). {WAITING.byItself}: {byItself}.
        </>
      )}
    </p>
  );
}

/** What it waits for, without the name that programs have for the checkpoint. */
export const waitingPlainly = (waiting: Waiting): string =>
  waitingWords(waiting).replace(/ \((production-promotion|ambiguous-metrics|after-rollback)\)$/, '');

const ISO = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
