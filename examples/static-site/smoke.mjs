// Whether the page is there: that of the candidate at its own prefix, before any visitor is sent to it, and else what visitors get.
const { PLIMSOLL_TRACK_URL, PLIMSOLL_URL } = process.env;
const answer = await fetch(new URL('index.html', PLIMSOLL_TRACK_URL ?? PLIMSOLL_URL));
const text = await answer.text();
if (!answer.ok || !text.includes('<title>')) throw new Error(`${answer.status}: ${text}`);
