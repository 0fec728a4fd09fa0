import { z } from 'zod';

const Name = z.string().min(1).max(200);
const Text = z.string().min(1).max(8_192);

/** Who wants to enrol a passkey. */
export const RegistrationBody = z.strictObject({
  /** `ada`; the trust list has it as `person:ada`. */
  name: Name,
  groups: z.array(Name).max(50),
  /** Where it may sign for; null is everywhere. */
  environments: z.array(Name).min(1).max(100).nullable(),
});
export type RegistrationRequest = z.infer<typeof RegistrationBody>;

/** What `navigator.credentials.create` gave, in WebAuthn's own JSON form. What else stands in it is let pass. */
export const RegisteredBody = z.strictObject({
  ceremony: Name,
  response: z.looseObject({
    id: Text,
    rawId: Text,
    type: z.literal('public-key'),
    clientExtensionResults: z.looseObject({}),
    response: z.looseObject({ clientDataJSON: Text, attestationObject: z.string().min(1).max(65_536) }),
  }),
});
export type RegisteredRequest = z.infer<typeof RegisteredBody>;

/** A signature of a passkey, as it also stands in a bundle. */
export const AssertionBody = z.strictObject({
  kind: z.literal('webauthn'),
  credentialId: Text,
  authenticatorData: Text,
  clientDataJSON: Text,
  signature: Text,
});

/** The answer to a sign-in that was begun. */
export const SessionBody = z.strictObject({
  ceremony: Name,
  assertion: AssertionBody,
  /** The session of a page: half of it comes as a cookie, and it ends after an hour without use. */
  cookie: z.literal(true).optional(),
});
export type SessionRequest = z.infer<typeof SessionBody>;

/** A one-time code, as a link or a person carries it. */
export const CodeBody = z.strictObject({ code: Name });

/** What a page hands to `navigator.credentials`: options in WebAuthn's JSON form, and the name of the ceremony. */
export interface Ceremony {
  readonly ceremony: string;
  readonly options: unknown;
}

/** A passkey that was made, and what it signs to show that it is held: then `POST /approvers` takes both together. */
export interface RegisteredPasskey {
  /** The enrolment without its proof of possession. */
  readonly claim: {
    readonly controlPlaneId: string;
    readonly person: string;
    readonly groups: readonly string[];
    readonly environments: readonly string[] | null;
    readonly passkey: {
      readonly credentialId: string;
      readonly publicKey: string;
      readonly rpId: string;
      readonly origins: readonly string[];
    };
  };
  /** The options of `navigator.credentials.get`. */
  readonly options: unknown;
}

/** What a page holds of who it speaks for, sent as a bearer. */
export interface PageAccess {
  /** Kept in memory alone, unless it is the half of a session of which a cookie is the other. */
  readonly bearer: string;
  /** `person:ada`, or `local:os/1000` where a command line's own proof was handed over. */
  readonly who: string;
  readonly proof: 'session' | 'os-account';
  /** Null where it is good as long as the control plane runs. */
  readonly until: string | null;
}

/** A code that is good once and for a minute. It stands behind the `#` of a link, which no server and no log sees. */
export interface OneTimeCode {
  readonly code: string;
  readonly origin: string;
  readonly until: string;
}
