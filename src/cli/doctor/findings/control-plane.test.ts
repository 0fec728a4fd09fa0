import { describe, expect, it } from 'vitest';
import { aUnitSpec, NOON } from '../../../testing/builders.ts';
import { anAbout, aPlane, type Case, doctorOf } from './testing/facts.ts';

const { found } = doctorOf(aUnitSpec(), NOON);

describe('the findings of the control plane', () => {
  it.each<Case>([
    ['no control plane', 'control plane', 'WARN', { plane: { kind: 'not-running' } }, /not looked at/],
    ['a silent one', 'control plane', 'FAIL', { plane: { kind: 'silent', problem: 'hung' } }, /hung/],
    ['another version', 'control plane', 'WARN', { version: '2.0.0' }, /is 1\.0\.0, this command line 2\.0\.0/],
    ['another API', 'control plane', 'FAIL', { plane: aPlane({ about: anAbout({ api: 2 as 1 }) }) }, /API 2/],
    [
      'a broken stream',
      'record',
      'FAIL',
      { plane: aPlane({ about: anAbout({ quarantined: [{ stream: 'dep_1', problem: 'odd' }] }) }) },
      /dep_1 .* odd/,
    ],
    [
      'no approver',
      'approvers production',
      'FAIL',
      { plane: aPlane({ about: anAbout({ approvers: [] }) }) },
      /needs 1 of person:ada; enrolled: 0/,
    ],
  ])('tell of %s', (_, about, level, changes, detail) => {
    expect(found(changes, about)).toMatchObject({ level, detail: expect.stringMatching(detail) });
  });
});
