import { describe, expect, it } from 'vitest';
import { variablesFrom } from './variables.ts';

const filled = (text: string, env: Record<string, string>, path: readonly string[] = ['unit', 'x']) =>
  variablesFrom(env).fill(text, path);

describe('a variable', () => {
  it('is filled wherever it stands in a text', () => {
    expect(filled(`\${A}-\${B}/\${A}`, { A: '1', B: '' })).toBe('1-/1');
  });

  it('is filled once: what it held is not looked at again', () => {
    expect(filled(`\${A}`, { A: `\${B}`, B: 'x' })).toBe(`\${B}`);
    expect(filled(`\${A}`, { A: '$& $1 $$' })).toBe('$& $1 $$');
  });

  it('that is not set is a fault', () => {
    expect(filled(`x\${A}`, {})).toMatchObject({ code: 'variable-unset', message: 'the variable A is not set' });
    expect(filled(`\${toString}`, {})).toMatchObject({ code: 'variable-unset' });
  });

  it('that the shell of a command should fill is told from one of the file', () => {
    expect(filled(`curl \${PLIMSOLL_URL}`, {}, ['smoke', 'run'])).toMatchObject({
      remedy: expect.stringContaining('write $PLIMSOLL_URL'),
    });
  });

  it.each([`\${}`, `\${A B}`, `\${A`, `\${A:-x}`, `\${1}`, `\${\${A}}`])('is not %s', (text) => {
    expect(filled(text, { A: 'x' })).toMatchObject({ code: 'variable-syntax' });
  });

  it('is nothing that is written otherwise', () => {
    expect(filled('$A $track {A} $(A) 5$', {})).toBe('$A $track {A} $(A) 5$');
  });

  it.each([
    [['stages', 'gates']],
    [['rollback', 'error_rate']],
    [['rollback', 'latency_p99']],
    [['rollout', 'rollback_trigger']],
  ])('is left alone where a limit stands, which then refuses it: %j', (path) => {
    expect(filled(`error_rate < \${A}`, { A: '1%' }, path)).toBe(`error_rate < \${A}`);
  });

  it('cannot make a text endless', () => {
    expect(filled(`\${A}`.repeat(1_000), { A: 'x'.repeat(100_000) })).toMatchObject({ code: 'variable-too-long' });
  });

  it('is remembered with the place where it was filled', () => {
    const variables = variablesFrom({ A: '1' });
    variables.fill(`\${A}\${A}`, ['unit', 'name']);

    expect(variables.namesAt(['unit', 'name'])).toEqual(['A']);
    expect(variables.namesAt(['unit', 'tier'])).toEqual([]);
  });
});
