import { useId, useState } from 'react';
import type { Blackouts } from '../../../api/blackouts.ts';
import { formatDuration, parseDuration } from '../../../core/kernel/duration.ts';
import { type Instant, instant } from '../../../core/kernel/instant.ts';
import { firstConflict, unknownText } from '../../../core/window/active.ts';
import { lookingAhead, nextFree } from '../../../core/window/free.ts';
import { momentOf, wallTime } from '../../data/zoned.ts';
import { Button } from '../../parts/button.tsx';
import { momentIn } from './spoken.ts';
import { BLACKOUTS } from './words.ts';

interface CanIShipProps {
  readonly found: Blackouts;
  readonly zone: string;
  readonly now: number;
}

/** Whether so long a deployment could begin at a moment, by the rules that the engine asks too. */
export function CanIShip({ found, zone, now }: CanIShipProps) {
  const [at, setAt] = useState<Instant>(() => instant(Math.ceil(now / 900_000) * 900_000));
  const [isTime, setTime] = useState(true);
  const [length, setLength] = useState('55m');
  const answer = useId();
  const choose = (text: string): void => {
    const chosen = momentOf(text, zone);
    setTime(chosen !== null);
    if (chosen !== null) setAt(chosen);
  };
  return (
    <section className="panel stack" aria-labelledby="can-i">
      <h2 id="can-i">{BLACKOUTS.canI}</h2>
      <div className="can-i">
        <label className="field">
          <span>{BLACKOUTS.at}</span>
          <input
            type="datetime-local"
            value={wallTime(at, zone)}
            onChange={({ target }) => choose(target.value)}
            aria-describedby={answer}
          />
        </label>
        <label className="field">
          <span>{BLACKOUTS.lasting}</span>
          <input
            value={length}
            maxLength={20}
            placeholder={BLACKOUTS.lastingHint}
            onChange={({ target }) => setLength(target.value)}
            aria-describedby={answer}
          />
        </label>
      </div>
      <div id={answer} role="status">
        <Answer {...{ found, zone, now, at, isTime, length }} onTake={setAt} />
      </div>
    </section>
  );
}

interface AnswerProps extends CanIShipProps {
  readonly at: Instant;
  readonly isTime: boolean;
  readonly length: string;
  readonly onTake: (at: Instant) => void;
}

function Answer({ found, zone, now, at, isTime, length, onTake }: AnswerProps) {
  const takes = parseDuration(length.trim());
  if (!isTime) return <p className="quiet">{BLACKOUTS.noTime}</p>;
  if (takes === undefined) return <p className="quiet">{BLACKOUTS.noLength}</p>;
  if (at < now - 60_000) return <p className="quiet">{BLACKOUTS.over}</p>;
  const ahead = lookingAhead(found.calendar, instant(now));
  const conflict = firstConflict(ahead, at, takes);
  const free = conflict === null ? null : nextFree(ahead, at, takes);
  return (
    <div className={`notice ${conflict === null ? 'good' : 'bad'}`}>
      <p>
        <strong>
          {conflict === null
            ? BLACKOUTS.yes(formatDuration(takes))
            : conflict === 'unknown'
              ? BLACKOUTS.unknown
              : BLACKOUTS.no(conflict.name)}
        </strong>
      </p>
      {conflict === null ? null : (
        <p className="quiet">
          {conflict === 'unknown'
            ? unknownText(ahead)
            : `${momentIn(conflict.from, zone)} – ${momentIn(conflict.to, zone)}`}
        </p>
      )}
      {conflict === null ? null : free === null ? (
        <p>{BLACKOUTS.noFree}</p>
      ) : (
        <p className="row">
          {BLACKOUTS.nextFree}: <strong className="figure">{momentIn(free, zone)}</strong>
          <Button small onPress={() => onTake(free)}>
            {BLACKOUTS.takeIt}
          </Button>
        </p>
      )}
      <p className="quiet small">
        {BLACKOUTS.sameAt}{' '}
        <code>
          plimsoll blackout check --at {new Date(at).toISOString().replace('.000Z', 'Z')} --for {formatDuration(takes)}
        </code>
      </p>
    </div>
  );
}
