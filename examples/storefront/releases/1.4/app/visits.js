const MOST = 50;
let visits = [];

/** Counts a visit; every so often the list is written out. */
export function countVisit(path) {
  visits = [...visits, path];
  // Nobody waits for what goes wrong here, and nobody catches it: the process ends.
  if (visits.length > MOST) setImmediate(() => writeOut(visits.splice(0)));
}

function writeOut(written, to = undefined) {
  to.write(`${written.length} visits\n`);
}
