/** The keys of one series that were taken, the newest 1024, rising: what came before is not taken twice. */
export type Seen = number[];

const KEPT = 1_024;

/** What a key is: taken for the first time, known, or older than all that is kept, so that nobody can tell. */
export type Taken = 'new' | 'duplicate' | 'too-old';

/** Takes a key into what was seen. */
export function takeKey(seen: Seen, key: number): Taken {
  const newest = seen.at(-1);
  if (newest === undefined || key > newest) {
    seen.push(key);
    if (seen.length > KEPT) seen.shift();
    return 'new';
  }
  const at = placeOf(seen, key);
  if (seen[at] === key) return 'duplicate';
  if (at === 0 && seen.length >= KEPT) return 'too-old';
  seen.splice(at, 0, key);
  if (seen.length > KEPT) seen.shift();
  return 'new';
}

/** Where a key stands or would stand. */
function placeOf(seen: Seen, key: number): number {
  let low = 0;
  let high = seen.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((seen[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
