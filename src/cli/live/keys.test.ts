import { describe, expect, it } from 'vitest';
import { press, type Steered, type WhyNot, type Wish } from './keys.ts';

const START: Steered = { areGatesShown: true, foot: { kind: 'keys' } };
const ALLOWED: WhyNot = () => '';

/** Presses one piece of keys after the other, as a terminal sends them. */
function pressing(
  pieces: readonly string[],
  whyNot: WhyNot = ALLOWED,
): { readonly after: Steered; readonly wishes: readonly Wish[] } {
  let after = START;
  const wishes: Wish[] = [];
  for (const piece of pieces) {
    const pressed = press(after, piece, whyNot);
    after = pressed.after;
    if (pressed.wish !== null) wishes.push(pressed.wish);
  }
  return { after, wishes };
}

describe('keys of the live view', () => {
  it.each([
    ['r', 'rollback'],
    ['h', 'hold'],
  ] as const)('%s asks for a reason, and Enter asks for it with that reason', (key, act) => {
    const { after, wishes } = pressing([key, 'the graph', ' smells', '\r']);

    expect(wishes).toEqual([{ kind: 'act', act, reason: 'the graph smells' }]);
    expect(after.foot).toEqual({ kind: 'keys' });
  });

  it('letters that are keys elsewhere are text in a reason', () => {
    expect(pressing(['h', 'd', 'r', '?', 'q', '\r']).wishes).toEqual([{ kind: 'act', act: 'hold', reason: 'dr?q' }]);
  });

  it('nothing is done without a reason, and it is said', () => {
    const { after, wishes } = pressing(['r', '   ', '\r']);

    expect(wishes).toEqual([]);
    expect(after.foot).toMatchObject({ kind: 'said', isGood: false, text: expect.stringContaining('needs a reason') });
  });

  it('Esc leaves a reason and does nothing', () => {
    expect(pressing(['r', 'no', '\u001b'])).toEqual({ after: START, wishes: [] });
  });

  it.each([[['\u0003']], [['r', 'half a reason', '\u0003']], [['h', 'pasted\u0003\r']]])(
    'Ctrl-C leaves the view and does nothing else: %j',
    (pieces) => {
      expect(pressing(pieces).wishes).toEqual([{ kind: 'leave' }]);
    },
  );

  it('d detaches', () => {
    expect(pressing(['d']).wishes).toEqual([{ kind: 'leave' }]);
  });

  it('what may not be asked for is answered with the reason, and no reason is asked for', () => {
    const { after, wishes } = pressing(['h', 'x', '\r'], () => 'not while packaging');

    expect(wishes).toEqual([]);
    expect(pressing(['h'], () => 'not while packaging').after.foot).toMatchObject({
      text: 'hold: not while packaging',
    });
    expect(after.foot).toEqual({ kind: 'keys' });
  });

  it('g folds and shows the gates, ? shows and hides help', () => {
    expect(pressing(['g']).after.areGatesShown).toBe(false);
    expect(pressing(['g', 'g']).after.areGatesShown).toBe(true);
    expect(pressing(['?']).after.foot).toEqual({ kind: 'help' });
    expect(pressing(['?', '?']).after.foot).toEqual({ kind: 'keys' });
  });

  it('an arrow key or a paste is no key of ours', () => {
    expect(pressing(['\u001b[A', 'rollback now\r', 'dd'])).toEqual({ after: START, wishes: [] });
  });

  it('Ctrl-Z puts the view aside and keeps what is typed', () => {
    const { after, wishes } = pressing(['r', 'half', '\u001a']);

    expect(wishes).toEqual([{ kind: 'suspend' }]);
    expect(after.foot).toEqual({ kind: 'asking', act: 'rollback', text: 'half' });
  });
});
