import { appendFileSync, readFileSync } from 'node:fs';
import { myTurn, sayEnding } from '../../src/compose/watchdog.ts';

// A child of a watchdog, for its tests: notes its turn in a file and ends as the word for that turn says.
const [file = '', ...ends] = process.argv.slice(2).filter((word) => word !== '--standby');
const [said = 'silent', code = '0'] = (await turn()).split(':');
if (said === 'told') sayEnding();
process.exitCode = Number(code);

async function turn(): Promise<string> {
  if (!(await myTurn())) return 'silent:0';
  appendFileSync(file, '.');
  return ends[readFileSync(file, 'utf8').length - 1] ?? 'silent:0';
}
