// Runs one command line of the built program after the other in one process, and tells what each came to: many times quicker than a
// process for each. What belongs to a process alone (signals, pipes, terminals) is tested with processes of their own.
const [entry] = process.argv.slice(2);
process.setMaxListeners(0);

let said = { out: '', err: '' };
for (const [stream, name] of [
  [process.stdout, 'out'],
  [process.stderr, 'err'],
]) {
  stream.setMaxListeners(0);
  stream.write = (chunk, ...more) => {
    said[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const written = more.find((one) => typeof one === 'function');
    if (written !== undefined) setImmediate(written);
    return true;
  };
}

process.on('message', async ({ number, args }) => {
  said = { out: '', err: '' };
  process.exitCode = undefined;
  process.argv = [process.execPath, entry, ...args];
  // The entry point is evaluated anew each time; what it imports is there already.
  await import(`${entry}?${number}`).catch((error) => {
    process.exitCode = 1;
    said.err += `${error?.stack ?? error}\n`;
  });
  process.send({ number, exit: process.exitCode ?? 0, ...said });
});
process.on('disconnect', () => process.exit());
