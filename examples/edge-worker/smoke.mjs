// Asks the track that is to be tried past the traffic, where there is one, and else what users reach.
const { PLIMSOLL_TRACK_URL, PLIMSOLL_URL } = process.env;
const answer = await fetch(new URL('/', PLIMSOLL_TRACK_URL ?? PLIMSOLL_URL));
const text = await answer.text();
if (answer.status !== 200 || !text.startsWith('hello')) throw new Error(`${answer.status}: ${text}`);
