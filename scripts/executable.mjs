// The compiler writes dist/cli/main.js without the run bit that npm's `bin` needs.
import { chmodSync } from 'node:fs';

chmodSync(new URL('../dist/cli/main.js', import.meta.url), 0o755);
