import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fillPrompt, variablesIn } from './fill.ts';

/** A variable as a template writes it. */
const written = (name: string) => `\${${name}}`;

const known = (name: string, value: string | null) => ({ name, value, origin: 'here' });

it('the deployment prompt is kept byte for byte', () => {
  const bytes = readFileSync(new URL('../../prompts/deployment.md', import.meta.url));

  expect(bytes.length).toBe(2_375);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(
    '80ce4511b1217ca8eceb758119bf1667575c24ce9ab02b6eff31f86e95d2d69e',
  );
});

it('the deployment prompt has seven variables', () => {
  const template = readFileSync(new URL('../../prompts/deployment.md', import.meta.url), 'utf8');

  expect(variablesIn(template)).toEqual([
    'DEPLOYMENT_UNIT_SPECIFICATION',
    'ARTIFACT_LIST',
    'TARGET_ENVIRONMENT',
    'ERROR_THRESHOLD',
    'LATENCY_THRESHOLD',
    'HEALTH_TIMEOUT',
    'BLACKOUT_WINDOWS',
  ]);
});

it('what a value holds is text: no variable in it is filled, no pattern in it means anything', () => {
  const filled = fillPrompt(`${written('A')} and ${written('B')}`, [
    known('A', `${written('B')} $& $1 $$`),
    known('B', 'b'),
  ]);

  expect(filled).toEqual({ text: `${written('B')} $& $1 $$ and b`, missing: [] });
});

it('a variable without a value stays as written and is named once', () => {
  const [a, b, c] = ['A', 'B', 'C'].map(written);
  const filled = fillPrompt(`${a} ${b} ${a} ${c}`, [known('A', null), known('B', '')]);

  expect(filled).toEqual({ text: `${a}  ${a} ${c}`, missing: ['A', 'C'] });
});

it.each([
  ['```', '````'],
  ['  ````yaml', '`````'],
  ['~~~', '````'],
])('a value that holds the fence %s is put into a longer one', (fence, longer) => {
  const value = `before\n${fence}\nafter`;

  expect(fillPrompt(written('A'), [known('A', value)]).text).toBe(`${longer}\n${value}\n${longer}`);
});

it('backticks within a line are no fence', () => {
  expect(fillPrompt(written('A'), [known('A', 'a ``` b')]).text).toBe('a ``` b');
});
