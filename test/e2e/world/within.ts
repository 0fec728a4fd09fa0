/** A machine that has much else to do is given so many times what is promised: there a bound tells only coming back from staying away. */
const ROOM = 30;

/**
 * A promised number of milliseconds (docs/reference/figures.md says what was measured). Held to the letter on a machine that is known
 * to be quiet: PLIMSOLL_QUIET_MACHINE says so.
 */
export const within = (promised: number): number =>
  process.env.PLIMSOLL_QUIET_MACHINE === undefined ? promised * ROOM : promised;
