import { parseWeight } from '../../core/kernel/weight.ts';
import { quoted } from '../problem/readable.ts';
import { faulty, textValue } from './text-value.ts';

const PATTERN = '^(?:100(?:\\.0)?|[0-9]{1,2}(?:\\.[0-9])?)%$';

/** A share of traffic: `5%` or `0.5%`. */
export const WeightValue = textValue(
  { examples: ['5%'], description: 'Share of traffic for the candidate', pattern: PATTERN },
  (text) => {
    const weight = parseWeight(text);
    if (weight !== undefined) return weight;
    const message = `${quoted(text)} is no weight: 0 to 100 with at most one decimal and %`;
    return faulty({ code: 'weight', message, remedy: `write ${nearestWeight(text)}` });
  },
);

/** What was most likely meant: the number in the text with its sign behind it. */
function nearestWeight(text: string): string {
  const number = Number(/\d+(?:\.\d+)?/.exec(text.slice(0, 40))?.[0] ?? Number.NaN);
  return number <= 100 ? `${Math.round(number * 10) / 10}%` : 'a weight such as 5%';
}
