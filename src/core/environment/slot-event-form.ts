import { type Form, formFault } from '../kernel/form.ts';
import type { SlotEvent } from './slot.ts';

type FormOf<Type extends SlotEvent['type']> = Form<Omit<Extract<SlotEvent, { type: Type }>, 'type' | 'at'>>;

// What each event has always had. A field that came later is not here: old records lack it, and stay readable.
const FORMS: { readonly [Type in SlotEvent['type']]: FormOf<Type> } = {
  SlotClaimed: { deployment: 'text', demo: 'flag' },
  SlotQueued: { deployment: 'text' },
  SlotReleased: { deployment: 'text' },
  StableChanged: { stable: 'object or null', keep: 'number' },
  EnvironmentHeld: { hold: 'object' },
  EnvironmentHoldLifted: { deployment: 'text', by: 'object' },
  EnvironmentClosed: { by: 'object', reason: 'text' },
  EnvironmentReopened: { act: 'object' },
  SentToStable: { deployment: 'text', by: 'object', reason: 'text' },
  DriftFound: { differences: 'list' },
  DriftGone: {},
  DriftAccepted: { act: 'object' },
  ReleaseAdopted: { stable: 'object', act: 'object' },
  PolicySigned: { protection: 'object', digest: 'text', version: 'number', signature: 'object' },
  PolicyAdopted: { policy: 'object' },
  PruneStarted: { releases: 'list', by: 'object' },
  ReleasesPruned: { releases: 'list', bytes: 'number' },
};

/** Why a recorded body is not that of a slot's event; null where it has the form that such an event always had. */
export function slotEventFault(type: string, body: unknown): string | null {
  if (!Object.hasOwn(FORMS, type)) return null;
  return formFault(body, { at: 'number', ...FORMS[type as SlotEvent['type']] });
}
