import type { Bundle } from '../../approval/bundle.ts';
import { counterOf } from '../../approval/webauthn/assertion.ts';
import { type PasskeySignature, passkeyIdOf } from '../../approval/webauthn/passkey.ts';
import { hours, minutes, seconds } from '../../core/kernel/duration.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SessionBook } from '../session-book.ts';
import type { SessionRecord } from '../session-record.ts';
import { GivenOut } from './given-out.ts';

/** Time to find a security key, and to read what a prompt says. */
const CEREMONY = minutes(5);
/** A code is carried from one window into the next. */
const CODE = seconds(60);
/** Who looks at a demo reads on before they open the link. */
const DEMO_CODE = hours(1);

/** A registration that a page has begun. */
export interface BegunRegistration {
  readonly person: string;
  readonly groups: readonly string[];
  readonly environments: readonly string[] | null;
  readonly challenge: string;
}

/** What was begun with passkeys and is not finished, and how often each was used. */
export class PasskeyDesk {
  readonly registrations: GivenOut<BegunRegistration>;
  readonly logins: GivenOut<null>;
  /** One-time codes for pages, and the account that each carries. */
  readonly codes: GivenOut<string>;
  /** Those of a demo, which are good for longer. */
  readonly demoCodes: GivenOut<string>;
  /** The bearer of the loopback port for the account that runs this process. */
  readonly ownToken: string;
  readonly sessions: SessionBook;
  readonly #record: SessionRecord;

  constructor(
    {
      record,
      sessions,
      ownToken,
    }: { readonly record: SessionRecord; readonly sessions: SessionBook; readonly ownToken: string },
    clock: Clock,
  ) {
    this.sessions = sessions;
    this.ownToken = ownToken;
    this.#record = record;
    this.registrations = new GivenOut(clock, CEREMONY);
    this.logins = new GivenOut(clock, CEREMONY);
    this.codes = new GivenOut(clock, CODE);
    this.demoCodes = new GivenOut(clock, DEMO_CODE);
  }

  /** What a passkey counted last; 0 for one that does not count. */
  counterOf(keyId: string): number {
    return this.#record.counterOf(keyId);
  }

  /** Remembers what a passkey counts now. One that does not count leaves no trace in the journal. */
  async used(assertion: PasskeySignature, person: string): Promise<void> {
    const counter = counterOf(assertion);
    if (counter === 0) return;
    const principal = { kind: 'person', name: person.replace(/^person:/, '') } as const;
    const keyId = passkeyIdOf(assertion.credentialId);
    await this.#record.say({ type: 'PasskeyUsed', keyId, counter }, { principal, proof: 'signature' });
  }

  /**
   * The same of a bundle that the journal has taken. It follows in a transaction of its own: where that fails the nonce is
   * spent all the same, and only a copy of the passkey would be noticed one use later.
   */
  async signed({ signature }: Bundle, person: string): Promise<void> {
    if (signature.kind === 'webauthn') await this.used(signature, person).catch(() => undefined);
  }
}
