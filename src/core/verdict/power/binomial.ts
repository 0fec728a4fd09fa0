/** ln(n!) less Stirling's first term: exact by the product for small numbers, by four terms of the series for others. */
function stirlingRest(count: number): number {
  if (count === 0) return 0;
  if (count < 16) {
    let factorial = 1;
    for (let factor = 2; factor <= count; factor += 1) factorial *= factor;
    return Math.log(factorial) - (count + 0.5) * Math.log(count) + count - HALF_LOG_TWO_PI;
  }
  const square = count * count;
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / count;
}

const HALF_LOG_TWO_PI = 0.9189385332046727;

/** x ln(x/mean) + mean - x, without the loss of digits that comes where both are near each other. */
function deviance(x: number, mean: number): number {
  const gap = x - mean;
  if (Math.abs(gap) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - gap;
  const ratio = gap / (x + mean);
  let sum = gap * ratio;
  let term = 2 * x * ratio;
  for (let odd = 3; odd < 1_000; odd += 2) {
    term *= ratio * ratio;
    const next = sum + term / odd;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** The chance of exactly so many events in `trials`, each with the chance `share`. Keeps its digits for thousands of millions. */
export function binomialExactly(events: number, trials: number, share: number): number {
  if (events < 0 || events > trials) return 0;
  if (share <= 0) return events === 0 ? 1 : 0;
  if (share >= 1) return events === trials ? 1 : 0;
  if (events === 0) return Math.exp(trials * Math.log1p(-share));
  if (events === trials) return Math.exp(trials * Math.log(share));
  const rest = trials - events;
  const log =
    stirlingRest(trials) -
    stirlingRest(events) -
    stirlingRest(rest) -
    deviance(events, trials * share) -
    deviance(rest, trials * (1 - share));
  return Math.exp(log - HALF_LOG_TWO_PI) * Math.sqrt(trials / events / rest);
}

/** Terms smaller than this part of what is summed already change nothing that anyone sees. */
const NEGLIGIBLE = 1e-17;

/** The chance of at most so many events: the tail on the nearer side of the mean, summed term by term from its largest. */
export function binomialAtMost(events: number, trials: number, share: number): number {
  if (events < 0) return 0;
  if (events >= trials) return 1;
  if (share <= 0) return 1;
  if (share >= 1) return 0;
  const odds = share / (1 - share);
  if (events < trials * share) {
    return tail(binomialExactly(events, trials, share), events, (at) => at / (trials - at + 1) / odds, -1);
  }
  return 1 - tail(binomialExactly(events + 1, trials, share), events + 1, (at) => ((trials - at) / (at + 1)) * odds, 1);
}

/** A sum of terms that fall from the first on, each made from the one before it. */
function tail(first: number, from: number, ratio: (at: number) => number, step: 1 | -1): number {
  let term = first;
  let sum = first;
  for (let at = from; term > sum * NEGLIGIBLE; at += step) {
    term *= ratio(at);
    sum += term;
  }
  return Math.min(1, sum);
}
