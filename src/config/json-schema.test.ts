import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { aConfiguration, fixture } from './fixtures/configuration.ts';
import { configJsonSchema, configJsonSchemaText } from './json-schema.ts';

describe('the JSON Schema that editors read', () => {
  it('is not stale: npm run schema', () => {
    const committed = readFileSync(new URL('../../schema/plimsoll.schema.json', import.meta.url), 'utf8');

    expect(committed).toBe(configJsonSchemaText());
  });

  it('is draft-07', () => {
    expect(configJsonSchema()).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
  });

  // An editor's validator, not our own: it must come to the same verdict from the schema alone.
  const isRight = new Ajv({ strict: true, allErrors: true }).compile(configJsonSchema());

  it.each([
    ['the smallest file', fixture('smallest.yaml')],
    ['what is built of the big example', fixture('big-example-built.yaml')],
  ])('accepts %s', (_, text) => {
    expect([isRight(parse(text)), isRight.errors]).toEqual([true, null]);
  });

  it.each([
    ['an unknown key', aConfiguration({ more: 'unti: {}\n' })],
    ['an unknown key far inside', aConfiguration({ production: '    health: { pth: /x }\n' })],
    ['an unknown strategy', aConfiguration({ rollout: '{ strategy: purple }' })],
    ['a weight without its sign', aConfiguration({ rollout: '{ strategy: canary, stages: [{ weight: 5 }] }' })],
    ['a duration with decimals', aConfiguration({ bake: '{ duration: 1.5h }' })],
    ['an agent as approver', aConfiguration({ checkpoints: '{ production_promotion: { approvers: [agent:x] } }' })],
    ['a control plane without its kind', aConfiguration({ more: 'server: 7311\n' })],
    ['no artifacts', aConfiguration().replace(/artifacts: .*\n/, '')],
  ])('refuses %s', (_, text) => {
    expect(isRight(parse(text))).toBe(false);
  });

  it('shows defaults as they are written', () => {
    expect(JSON.stringify(configJsonSchema())).toContain('"default":"24h"');
  });
});
