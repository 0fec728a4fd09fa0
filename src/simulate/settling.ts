/** So often the event loop gets a turn, so that whoever wants to stop a long play is heard. */
const TURN_EVERY = 100;

/**
 * Waits until every promise that can settle has settled. In a story nobody waits for a disk or a network, so that is so once no
 * promise is left to go on, which takes a fraction of a turn of the event loop: a story has several of them for each second.
 */
export function settling(): () => Promise<void> {
  let calls = 0;
  return () => {
    calls += 1;
    const later = calls % TURN_EVERY === 0 ? setImmediate : process.nextTick;
    return new Promise((resolve) => void later(resolve));
  };
}
