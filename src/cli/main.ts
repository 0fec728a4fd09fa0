#!/usr/bin/env node

// Where a deployment is, as JSON, is asked for over and over by prompts and scripts. That is answered before the rest of the program
// is loaded, which takes longer than all else; whatever is not plainly that question goes the whole way.
const argv = process.argv.slice(2);
const isAnswered = argv[0] === 'status' && (await import('./quick/status.ts').then(({ status }) => status(argv)));
if (!isAnswered) await import('./command-line.ts');
