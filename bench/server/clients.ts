import { connect, type Socket } from 'node:net';

// Many readers of one stream, in a process of their own: what they cost must not slow down whom they measure.
const [port = '0', count = '0', kind = 'sse'] = process.argv.slice(2);
const HEAD = kind === 'sse' ? (process.env.STREAM_HEAD ?? '') : 'go\n';
const MARK = Buffer.from('"bench":');

/** What came so far: of each round by how many, and when by the last. */
const seen = new Map<number, { readers: number; last: bigint }>();

function note(round: number): void {
  const before = seen.get(round) ?? { readers: 0, last: 0n };
  const now = { readers: before.readers + 1, last: process.hrtime.bigint() };
  seen.set(round, now);
  if (now.readers === Number(count)) process.send?.({ round, last: String(now.last) });
}

function reader(): Promise<Socket> {
  const socket = connect(Number(port), '127.0.0.1');
  let rest = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    const text = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    let from = 0;
    for (let at = text.indexOf(MARK); at !== -1; at = text.indexOf(MARK, from)) {
      const end = text.indexOf('}', at);
      if (end === -1) break;
      note(Number(text.subarray(at + MARK.length, end)));
      from = end;
    }
    const mark = text.indexOf(MARK, from);
    rest = Buffer.from(mark === -1 ? text.subarray(Math.max(from, text.length - MARK.length)) : text.subarray(mark));
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.write(HEAD);
      resolve(socket);
    });
  });
}

for (let made = 0; made < Number(count); made += 1) await reader();
process.send?.('ready');
process.once('disconnect', () => process.exit(0));
