// Without a common divisor with 1000, so that a walk by it visits each slot once in a thousand steps. Of all such strides it
// strays least: for no share are 20 to 200 requests in a row more than two away from it.
const STRIDE = 633;

/** How many slots there are: one for each tenth of a percent. */
export const SLOTS = 1000;

/**
 * Gives each request a slot; those below the candidate's share, in tenths of a percent, are the candidate's. Any thousand
 * requests in a row hold the exact share. Unlike "every n-th request" the walk does not fall into step with clients that
 * alternate, so neither track gets only one kind of request.
 */
export function spread(): () => number {
  let slot = 0;
  return () => {
    slot = (slot + STRIDE) % SLOTS;
    return slot;
  };
}
