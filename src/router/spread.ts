// Without a common divisor with 1000, so that a walk by it visits each slot once in a thousand steps. Of all such strides it
// strays least: for no share are 20 to 200 requests in a row more than two away from it.
const STRIDE = 633;
const SLOTS = 1000;

/**
 * Says of each request whether it goes to the candidate, whose share is given in tenths of a percent. Any thousand requests in
 * a row hold the exact share. Unlike "every n-th request" the walk does not fall into step with clients that alternate, so
 * neither track gets only one kind of request.
 */
export function spread(): (candidateShare: number) => boolean {
  let slot = 0;
  return (candidateShare) => {
    slot = (slot + STRIDE) % SLOTS;
    return slot < candidateShare;
  };
}
