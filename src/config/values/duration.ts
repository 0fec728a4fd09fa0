import {
  type Duration,
  explainDuration,
  formatDuration,
  milliseconds,
  parseDuration,
} from '../../core/kernel/duration.ts';
import { faulty, textValue } from './text-value.ts';

/** A duration such as `90s`, `10m` or `1h30m`, no shorter than a least one. */
export const durationValue = (example: string, description: string, least: Duration = milliseconds(1)) =>
  textValue({ examples: [example], description, pattern: PATTERN }, (text) => {
    const duration = parseDuration(text);
    if (duration === undefined) return faulty({ code: 'duration', ...explainDuration(text) });
    if (duration >= least) return duration;
    const message = `${formatDuration(duration)} is shorter than ${formatDuration(least)}`;
    return faulty({ code: 'duration', message, remedy: `write a duration such as ${example}` });
  });

const PATTERN = '^(?=.)(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+s)?(?:[0-9]+ms)?$';
