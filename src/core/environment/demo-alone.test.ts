import { describe, expect, it } from 'vitest';
import { isDemoAlone } from './demo-alone.ts';

const DEMO = { demo: true, servedForReal: false };

describe('a control plane serves a demo alone', () => {
  it('where its approver is enrolled and everything is marked', () => {
    expect(isDemoAlone(true, [])).toBe(true);
    expect(isDemoAlone(true, [DEMO, DEMO])).toBe(true);
  });

  it.each([
    ['where no demo approver is enrolled', false, [DEMO]],
    ['beside an environment without the mark', true, [DEMO, { demo: false, servedForReal: false }]],
    ['once one of them served without the mark', true, [DEMO, { demo: true, servedForReal: true }]],
  ])('not %s', (_, hasDemoApprover, environments) => {
    expect(isDemoAlone(hasDemoApprover, environments)).toBe(false);
  });
});
