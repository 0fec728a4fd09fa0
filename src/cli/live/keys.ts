import { EMPTY_LINE, typeKeys } from '../terminal/typed-line.ts';
import type { Foot, LiveModel } from './model.ts';

/** What a view is told by keys: the part of its model that a person steers. */
export type Steered = Pick<LiveModel, 'areGatesShown' | 'foot'>;

/** What a person wants of whoever shows the view. */
export type Wish =
  | { readonly kind: 'leave' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'act'; readonly act: 'hold' | 'rollback'; readonly reason: string }
  | null;

/** Why something may not be asked for now; empty when it may. */
export type WhyNot = (act: 'hold' | 'rollback') => string;

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const CTRL_Z = '\u001a';
const ESCAPE = '\u001b';

/** The view after keys as a terminal in raw mode sends them, and what they ask for. Nothing is done without a reason typed and Enter. */
export function press(before: Steered, keys: string, whyNot: WhyNot): { readonly after: Steered; readonly wish: Wish } {
  // Whatever is being typed: Ctrl-C leaves, and does nothing else.
  if (keys.includes(CTRL_C)) return { after: calm(before), wish: { kind: 'leave' } };
  if (keys.includes(CTRL_Z)) return { after: before, wish: { kind: 'suspend' } };
  if (before.foot.kind === 'asking') return typed(before, before.foot, keys);
  // A piece of several letters is something pasted or an arrow key: no key of ours.
  return keys.length === 1 ? pressed(before, keys, whyNot) : { after: before, wish: null };
}

const calm = (before: Steered): Steered => ({ ...before, foot: { kind: 'keys' } });

function pressed(before: Steered, key: string, whyNot: WhyNot): { readonly after: Steered; readonly wish: Wish } {
  switch (key) {
    case 'd':
    case 'q':
    case CTRL_D:
      return { after: calm(before), wish: { kind: 'leave' } };
    case 'g':
      return { after: { ...calm(before), areGatesShown: !before.areGatesShown }, wish: null };
    case '?':
      return { after: { ...before, foot: { kind: before.foot.kind === 'help' ? 'keys' : 'help' } }, wish: null };
    case 'r':
      return { after: asking(before, 'rollback', whyNot), wish: null };
    case 'h':
      return { after: asking(before, 'hold', whyNot), wish: null };
    default:
      return { after: calm(before), wish: null };
  }
}

function asking(before: Steered, act: 'hold' | 'rollback', whyNot: WhyNot): Steered {
  const why = whyNot(act);
  if (why === '') return { ...before, foot: { kind: 'asking', act, text: '' } };
  const name = act === 'hold' ? 'hold' : 'roll back';
  return { ...before, foot: { kind: 'said', isGood: false, text: `${name}: ${why}` } };
}

function typed(
  before: Steered,
  asked: Extract<Foot, { kind: 'asking' }>,
  keys: string,
): { readonly after: Steered; readonly wish: Wish } {
  if (keys === ESCAPE) return { after: calm(before), wish: null };
  const line = typeKeys({ ...EMPTY_LINE, text: asked.text }, keys);
  if (line.state === 'typing') return { after: { ...before, foot: { ...asked, text: line.text } }, wish: null };
  const reason = line.text.trim();
  if (line.state === 'cancelled') return { after: calm(before), wish: null };
  if (reason !== '') return { after: calm(before), wish: { kind: 'act', act: asked.act, reason } };
  const text = 'nothing was done: it needs a reason, which stands in the record';
  return { after: { ...before, foot: { kind: 'said', isGood: false, text } }, wish: null };
}
