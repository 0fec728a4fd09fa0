import { type Capital, multiply } from './capital.ts';
import { addedBy, type Gains, gainsOf } from './likelihood.ts';

/** One block of both tracks: requests and errors of the candidate beside those of the stable track. */
export interface Pair {
  readonly candidate: { readonly requests: number; readonly errors: number };
  readonly stable: { readonly requests: number; readonly errors: number };
}

/** The errors of a block that carries evidence about the ratio of both rates, and the share the candidate may have in them. */
export interface SharedErrors {
  readonly all: number;
  readonly candidate: number;
  readonly share: number;
}

/** What a block says about the ratio of the error rates; null when it says nothing. Only errors count: whose they are. */
export function sharedErrors(block: Pair, ratio: number): SharedErrors | null {
  const all = block.candidate.errors + block.stable.errors;
  if (all === 0 || block.candidate.requests === 0 || block.stable.requests === 0) return null;
  const weighted = block.candidate.requests * ratio;
  const share = weighted / (weighted + block.stable.requests);
  // Beside a thousand million times its traffic the stable track shows nothing, and doubles end here.
  if (share < 1e-12 || share > 1 - 1e-12) return null;
  return { all, candidate: block.candidate.errors, share };
}

/** L4: bets that the candidate has more of the errors than `ratio` times the stable rate explains, each block at its own weight. */
export function betOnShare(capital: Capital, errors: SharedErrors, tempering: number): void {
  const factors = addedBy(gainsOfShare(errors.share), errors.all, errors.candidate);
  for (let index = 0; index < factors.length; index += 1) factors[index] = Math.exp(tempering * (factors[index] ?? 0));
  multiply(capital, factors);
}

let newest: { readonly share: number; readonly gains: Gains } | null = null;

/** The gains against a share: all comparisons of one block have the same, and they cost more than the bets. */
function gainsOfShare(share: number): Gains {
  if (newest?.share !== share) newest = { share, gains: gainsOf('up', share) };
  return newest.gains;
}
