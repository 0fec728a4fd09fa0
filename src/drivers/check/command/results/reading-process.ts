import { buffer } from 'node:stream/consumers';
import { READERS, type ResultKind, readAs } from './readers.ts';

// The whole of a process that reads one large result file from its input; see read-aside.ts.
const [kind = '', name = ''] = process.argv.slice(2);
if (!Object.hasOwn(READERS, kind)) throw new Error(`there is no reader of ${kind}`);
const said = readAs(kind as ResultKind, await buffer(process.stdin), name);
process.stdout.write(JSON.stringify(said));
