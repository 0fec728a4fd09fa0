import { runRouter } from './run.ts';

// The router as a process of its own, without loading the rest of the command line.
process.exit(await runRouter(process.argv.slice(2)));
