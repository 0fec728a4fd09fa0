import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
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

  const schema = z.fromJSONSchema(configJsonSchema());

  it.each([
    ['the smallest file', fixture('smallest.yaml')],
    ['what is built of the big example', fixture('big-example-built.yaml')],
  ])('accepts %s', (_, text) => {
    expect(schema.safeParse(parse(text)).error?.issues ?? []).toEqual([]);
  });

  it.each([
    ['an unknown key', aConfiguration({ more: 'unti: {}\n' })],
    ['an unknown key far inside', aConfiguration({ production: '    health: { pth: /x }\n' })],
    ['a strategy that is not built', aConfiguration({ rollout: '{ strategy: rolling }' })],
    ['a weight without its sign', aConfiguration({ rollout: '{ strategy: canary, stages: [{ weight: 5 }] }' })],
    ['a duration with decimals', aConfiguration({ bake: '{ duration: 1.5h }' })],
    ['an agent as approver', aConfiguration({ checkpoints: '{ production_promotion: { approvers: [agent:x] } }' })],
    ['no artifacts', aConfiguration().replace(/artifacts: .*\n/, '')],
  ])('refuses %s', (_, text) => {
    expect(schema.safeParse(parse(text)).success).toBe(false);
  });

  it('shows defaults as they are written', () => {
    expect(JSON.stringify(configJsonSchema())).toContain('"default":"24h"');
  });
});
