// What the edge counted so far, as measurement records: totals of each track.
const counts = await (await fetch(new URL('/counts', process.argv[2]))).json();
const now = Math.floor(Date.now() / 1000);
for (const [track, { requests, errors }] of Object.entries(counts)) {
  console.log(JSON.stringify({ track, source_time: now, counter: true, requests, errors }));
}
