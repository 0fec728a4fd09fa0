import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { writePlanFile } from '../../src/core/plan/plan-file.ts';
import { aSuccessor } from '../../src/testing/journey.ts';

const isPlanFile = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync(new URL('../../schema/plan.schema.json', import.meta.url), 'utf8')),
);
const { deployment } = aSuccessor().upTo('awaiting-approval').world;
if (deployment?.phase !== 'awaiting-approval') throw new Error('no plan was sealed');
const { plan } = deployment;
const digest = `sha256:${'0'.repeat(64)}`;
const read = (of: object) => JSON.parse(writePlanFile(of as typeof plan, digest));

describe('the schema of plan files', () => {
  it('takes a plan as it is sealed', () => {
    expect(isPlanFile(read(plan)), JSON.stringify(isPlanFile.errors)).toBe(true);
  });

  it.each([
    ['a limit that is a text', { limits: { ...plan.limits, floor: 'all' } }],
    ['a strategy that nobody knows', { strategy: { ...plan.strategy, kind: 'at-once' } }],
    ['a way back of another kind', { rollbackTarget: { kind: 'hope' } }],
    ['no triggers', { triggers: undefined }],
  ])('does not take %s', (_, changes) => {
    expect(isPlanFile(read({ ...plan, ...changes }))).toBe(false);
  });

  it('does not take anything beside the three keys', () => {
    expect(isPlanFile({ ...read(plan), note: 'trust me' })).toBe(false);
  });
});
