import type { Instant } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { unknownText, windowAt } from '../window/active.ts';
import type { Calendar } from '../window/window.ts';

const WAIT = 'It goes on by itself when the window is over; plimsoll blackout list shows when';

/** R3: no forward production effect inside a blackout window. What is not known counts as inside. */
export function refuseInsideWindow(calendar: Calendar, at: Instant): Refusal | null {
  const active = windowAt(calendar, at);
  if (active === null) return null;
  return active === 'unknown'
    ? refuse('window-unknown', `${capital(unknownText(calendar))}, so this moment counts as blacked out`, WAIT)
    : refuse('inside-blackout-window', `The blackout window ${active.name} is active`, WAIT);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
