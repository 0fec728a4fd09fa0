// Makes the measurements beside it: the same ones each time. Run: node make-samples.mjs
import { writeFileSync } from 'node:fs';

const EVERY = 5;
const STAGE = 600;

/** Numbers from 0 to 1, always the same for a seed. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

/** How many of so many requests fail. */
function failures(random, requests, rate) {
  let errors = 0;
  for (let request = 0; request < requests; request += 1) if (random() < rate) errors += 1;
  return errors;
}

/** A record of each track every five seconds: 100 requests a second, a twentieth of them to the candidate. */
function* records(seed, { candidate, until = STAGE }) {
  const random = numbers(seed);
  const counted = (t, track, requests, rate) => ({ t, track, requests, errors: failures(random, requests, rate) });
  for (let t = EVERY; t <= until; t += EVERY) {
    const jitter = () => Math.round(0.8 * EVERY + 0.4 * EVERY * random());
    yield counted(t, 'stable', 95 * jitter(), 0.0012);
    yield counted(t, 'candidate', 5 * jitter(), candidate(t));
  }
}

/** The files: a good release, one whose errors begin after five minutes, and one that nobody can see after two. */
export const SAMPLES = {
  'healthy.ndjson': () => [...records(1, { candidate: () => 0.0012 })],
  'errors-after-5-min.ndjson': () => [...records(2, { candidate: (t) => (t > 300 ? 0.04 : 0.0012) })],
  'source-lost.ndjson': () => [
    ...records(3, { candidate: () => 0.0012, until: 120 }),
    { t: 125, track: 'candidate', absent: 'timeout', detail: 'no answer in 5 s' },
    // Nothing comes any more: a last line lets the time run.
    { t: 3 * STAGE, clock_jump_s: 0 },
  ],
};

/** One JSON object a line. */
export const textOf = (lines) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

if (process.argv[1] === import.meta.filename) {
  for (const [name, make] of Object.entries(SAMPLES)) writeFileSync(new URL(name, import.meta.url), textOf(make()));
}
