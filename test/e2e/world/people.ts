import type { ToSign } from '../../../src/api/consents.ts';
import type { ControlPlane } from '../../../src/api/control-plane.ts';
import type { Bundle } from '../../../src/approval/bundle.ts';
import { enrolmentChallenge } from '../../../src/approval/enrolment.ts';
import { challengeOf } from '../../../src/approval/webauthn/challenge.ts';
import { passkeyIdOf } from '../../../src/approval/webauthn/passkey.ts';
import type { Checkpoint, VerifiedApproval } from '../../../src/core/guard/verified-approval.ts';
import { SoftwareAuthenticator } from '../../../src/testing/software-authenticator.ts';
import { atTerminal, type Said, type Step } from './at-terminal.ts';

const REASON = 'read and meant';

/** A person at a terminal, with a key of their own under a passphrase. */
export class PersonAtTerminal {
  readonly #place: { readonly dir: string; readonly env: Readonly<Record<string, string>> };
  readonly #name: string;
  #passphrase = '';

  /** `home` is where their keys lie. */
  constructor(dir: string, home: string, name: string) {
    this.#place = { dir, env: { XDG_CONFIG_HOME: home } };
    this.#name = name;
  }

  /** Runs a command and types what the steps say. */
  run(args: readonly string[], steps: readonly Step[]): Promise<Said> {
    return atTerminal(this.#place, args, steps);
  }

  /** Makes a key and enrols with it. */
  enrol(): Promise<Said> {
    const learnt = (seen: string): string => {
      this.#passphrase = /Write it down:\s+(\S[^\r\n]*)/i.exec(seen)?.[1]?.trim() ?? '';
      return `${this.#passphrase}\r`;
    };
    return this.run(['approver', 'add', '--key', '--name', this.#name], [['Type it again: ', learnt]]);
  }

  /** Signs what lets something go on in an environment: its name is typed first. */
  signs(...args: readonly string[]): Promise<Said> {
    return this.run(args, [['Type production to go on: ', 'production\r'], ...this.#withPassphrase()]);
  }

  /** Signs what lets nothing go on: the passphrase is enough. */
  confirms(...args: readonly string[]): Promise<Said> {
    return this.run(args, this.#withPassphrase());
  }

  #withPassphrase(): readonly Step[] {
    return [[`Passphrase of person:${this.#name}: `, `${this.#passphrase}\r`]];
  }
}

/** A person with a passkey, as the page of an origin would have them sign. */
export class PersonWithPasskey {
  readonly person: string;
  readonly #plane: ControlPlane;
  readonly #origin: string;
  readonly #passkey: SoftwareAuthenticator;

  constructor(plane: ControlPlane, origin: string, name: string) {
    this.person = `person:${name}`;
    this.#plane = plane;
    this.#origin = origin;
    this.#passkey = new SoftwareAuthenticator({ origin, counter: 'rising' });
  }

  get keyId(): string {
    return passkeyIdOf(this.#passkey.credentialId);
  }

  /** Asks to be enrolled; somebody who is signs that. */
  async asksIn(groups: string[]): Promise<void> {
    const { controlPlaneId } = await this.#plane.about();
    const { credentialId, publicKey, rpId } = this.#passkey;
    const passkey = { credentialId, publicKey, rpId, origins: [this.#origin] };
    const claim = { controlPlaneId, person: this.person, groups, environments: null, passkey };
    const possession = { kind: 'webauthn', ...this.#passkey.assert(enrolmentChallenge(claim)) } as const;
    await this.#plane.enrol({ ...claim, possession });
  }

  async answers(id: string, checkpoint: Checkpoint, decision: VerifiedApproval['decision']): Promise<void> {
    const { statement } = await this.#plane.challenge(id, { checkpoint, decision, ...this.#wish() });
    await this.#plane.answer(id, this.#sign({ statement, challenge: challengeOf(statement) }));
  }

  async breaksGlass(id: string): Promise<void> {
    await this.#plane.breakGlass(id, this.#sign(await this.#plane.glassToSign(id, this.#wish())));
  }

  /** Signs the change of policy that a configuration proposes. */
  async adopts(place: { readonly config: string; readonly environment: string }): Promise<void> {
    const toSign = await this.#plane.policyToSign({ ...place, ...this.#wish() });
    await this.#plane.consentToPolicy({ ...place, bundle: this.#sign(toSign) });
  }

  #wish() {
    return { approver: this.person, credentialId: this.keyId, reason: REASON };
  }

  #sign({ statement, challenge }: ToSign): Bundle {
    return { statement, signature: { kind: 'webauthn', ...this.#passkey.assert(challenge) } };
  }
}
