// The compiler writes programs without the run bit that npm's `bin` needs.
import { chmodSync } from 'node:fs';

for (const main of ['cli/main.js', 'verify/main.js']) chmodSync(new URL(`../dist/${main}`, import.meta.url), 0o755);
