import { ratioOf, type Weight } from '../kernel/weight.ts';

/** Where users' requests go: the candidate's share, the rest to stable; or nowhere (503 with Retry-After). */
export type Traffic = { readonly kind: 'split'; readonly candidate: Weight } | { readonly kind: 'out-of-service' };

/** The candidate's share of a traffic, 0 when out of service. */
export const shareOf = (traffic: Traffic): number => (traffic.kind === 'split' ? traffic.candidate : 0);

/** Whether two traffics are the same. */
export const isSameTraffic = (one: Traffic, other: Traffic): boolean =>
  one.kind === other.kind && shareOf(one) === shareOf(other);

/** A traffic in words: `5 % to the candidate`, `out of service`. */
export const trafficText = (traffic: Traffic): string =>
  traffic.kind === 'split' ? `${traffic.candidate / 10} % to the candidate` : 'out of service';

/** The candidate's share as a ratio, as the judge expects it; null when nobody is served. */
export const weightShareOf = (traffic: Traffic): number | null =>
  traffic.kind === 'split' ? ratioOf(traffic.candidate) : null;
