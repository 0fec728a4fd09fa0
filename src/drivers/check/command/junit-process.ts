import { buffer } from 'node:stream/consumers';
import { readJUnit } from './junit.ts';

// The whole of a process that reads one large result file from its input; see read-junit.ts.
const said = readJUnit(await buffer(process.stdin), process.argv[2] ?? '');
process.stdout.write(JSON.stringify(said));
