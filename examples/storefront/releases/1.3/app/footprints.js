const KEPT = 50;
const paths = [];
let next = 0;

/** Remembers what was asked for, and forgets what was asked for fifty requests ago. */
export function remember(path) {
  paths[next] = { path };
  next = (next + 1) % KEPT;
}

/** What was asked for last. */
export const newest = () => paths[next - 1].path;
