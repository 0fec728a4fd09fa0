/** The share of a normal distribution below x (a series near the middle, a continued fraction in the tails). */
export function normalBelow(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (Math.abs(x) < 3) {
    let [sum, term] = [x, x];
    for (let odd = 3; Math.abs(term) > 1e-16; odd += 2) {
      term *= (x * x) / odd;
      sum += term;
    }
    return 0.5 + density * sum;
  }
  let fraction = Math.abs(x);
  for (let depth = 40; depth > 0; depth -= 1) fraction = Math.abs(x) + depth / fraction;
  return x < 0 ? density / fraction : 1 - density / fraction;
}
