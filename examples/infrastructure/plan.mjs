// What is packaged beside the code: one plan for each environment, made against the state that this has now.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const { states } = JSON.parse(readFileSync('infra/backend.json', 'utf8'));
mkdirSync('plans', { recursive: true });
for (const name of ['staging', 'production']) {
  const words = ['infractl.mjs', 'plan', join(states, `${name}.json`), 'infra/main.json', `plans/${name}.json`];
  execFileSync(process.execPath, words, { stdio: 'inherit' });
}
