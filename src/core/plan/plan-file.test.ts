import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { anOpening, aRelease, NOON } from '../../testing/builders.ts';
import type { DeploymentId, Digest } from '../kernel/id.ts';
import { isRefusal } from '../kernel/refusal.ts';
import { canonical } from './canonical.ts';
import { refuseUnlike } from './expected.ts';
import type { Plan } from './plan.ts';
import { type ExpectedPlan, LARGEST_PLAN_FILE, readPlanFile, writePlanFile } from './plan-file.ts';
import { planOf } from './seal.ts';

const sha256 = (text: string): Digest => `sha256:${createHash('sha256').update(text).digest('hex')}` as Digest;
const stableOf = (character: string) => ({
  ...{ release: aRelease(character), deployment: 'dep_1' as DeploymentId, since: NOON },
});
const release = aRelease('2');
const plan = planOf(anOpening('dep_2', release), release, stableOf('1'));
const digest = sha256(canonical(plan));
const file = writePlanFile(plan, digest);

const read = (text: string): ExpectedPlan | string => {
  const answer = readPlanFile(text, sha256);
  if (!isRefusal(answer)) return answer;
  expect(answer.remedy).toContain('plimsoll plan --out');
  return answer.code;
};
const sealed = (value: unknown): string =>
  `${canonical({ schema: 'plimsoll.plan-file/1', digest: sha256(canonical(value)), plan: value })}\n`;

describe('a plan file', () => {
  it('reads back as the plan that was written', () => {
    expect(read(file)).toEqual({ digest, plan: JSON.parse(canonical(plan)) });
    expect(read(file.trimEnd())).toEqual(read(file));
  });

  it('is refused when a byte of the plan was changed by hand', () => {
    expect(read(file.replace('"demo":false', '"demo":true'))).toBe('plan-file-altered');
    expect(read(file.replace(digest, sha256('another')))).toBe('plan-file-altered');
  });

  it.each([
    ['no JSON', 'plan: 1'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a plan without its frame', canonical(plan)],
    ['another schema', file.replace('plan-file/1', 'plan-file/9')],
    ['a field more', file.replace('{"digest"', '{"beside":1,"digest"')],
    ['a plan that is a text', canonical({ schema: 'plimsoll.plan-file/1', digest, plan: 'x' })],
    ['a digest that is none', file.replace(digest, 'sha256:12')],
    ['half of a character', file.replace('"demo"', '"\\ud800"')],
    ['a number that is none', file.replace('"demo":false', '"demo":1e999')],
  ])('is refused when it is %s', (_, text) => {
    expect(read(text)).toBe('plan-file-malformed');
  });

  it.each([
    ['a key that stands twice', file.replace('{"digest"', `{"digest":"${digest}","digest"`)],
    ['spaces', file.replace('{"digest":', '{ "digest": ')],
    [
      'another order',
      `{"schema":"plimsoll.plan-file/1",${file.trimEnd().slice(1, -1).replace(',"schema":"plimsoll.plan-file/1"', '')}}`,
    ],
  ])('is refused for %s: a second writing may have been read as something else', (_, text) => {
    expect(text).not.toBe(file);
    expect(read(text)).toBe('plan-file-not-canonical');
  });

  it('is not parsed when it is huge or nested beyond reason', () => {
    expect(read(' '.repeat(LARGEST_PLAN_FILE + 1))).toBe('plan-file-too-large');
    expect(read(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)).toBe('plan-file-too-large');
  });
});

describe('a deployment of a plan file', () => {
  const foreseen: Plan = { ...plan, release: { ...plan.release, id: '' as never, artifacts: [] } };
  const codeOf = (text: string, now: Plan = foreseen) => {
    const expected = readPlanFile(text, sha256);
    if (isRefusal(expected)) throw new Error(expected.message);
    return refuseUnlike(expected, now);
  };

  it('goes on where everything that is known before packaging is as planned', () => {
    expect(codeOf(file)).toBeNull();
    expect(refuseUnlike({ digest, plan: null }, foreseen)).toBeNull();
  });

  it('is refused for another unit or environment, whatever else the file says', () => {
    expect(codeOf(sealed({ ...plan, unit: 'payments' }))?.code).toBe('plan-for-another-unit');
    expect(codeOf(sealed({ unit: 7 }))?.code).toBe('plan-for-another-unit');
    expect(codeOf(sealed({ ...plan, environment: 'staging' }))?.code).toBe('plan-for-another-environment');
  });

  it('is refused when the rollback target is no longer what serves, by its fields', () => {
    const now = planOf(anOpening('dep_3', release), foreseen.release, stableOf('9'));
    const refusal = codeOf(file, now);

    expect(refusal?.code).toBe('plan-differs');
    expect(refusal?.message).toContain('rollbackTarget.version: planned 1.1, now 1.9');
  });

  it('is refused when the commit or a limit differs, each named by its path', () => {
    const later: Plan = { ...foreseen, release: { ...foreseen.release, commit: '3'.repeat(40) } };
    expect(codeOf(file, later)?.message).toContain(`release.commit: planned ${'2'.repeat(40)}, now ${'3'.repeat(40)}`);

    const weaker = sealed({ ...plan, limits: { ...plan.limits, floor: 0 } });
    expect(codeOf(weaker)?.message).toContain('limits.floor: planned 0, now 2');
  });

  it('survives a file whose release is no object', () => {
    expect(codeOf(sealed({ ...plan, release: null }))?.code).toBe('plan-differs');
    expect(codeOf(sealed(JSON.parse('{"unit":"checkout","environment":"production","__proto__":{"x":1}}')))?.code).toBe(
      'plan-differs',
    );
  });
});
