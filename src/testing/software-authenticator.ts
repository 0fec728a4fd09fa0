import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type CborValue, cbor } from './cbor.ts';

/** What a passkey signs with. */
export type PasskeyAlgorithm = 'ES256' | 'EdDSA';

/** Where a passkey lives and belongs. */
export interface SoftwareAuthenticatorOptions {
  readonly algorithm?: PasskeyAlgorithm;
  readonly rpId?: string;
  /** The page that asks it. */
  readonly origin?: string;
  /** `none` stays at 0, as passkeys do that are kept in step over several devices. */
  readonly counter?: 'none' | 'rising';
}

/** What a test lets it say otherwise than an honest browser and authenticator would. */
export interface Otherwise {
  readonly type?: string;
  readonly origin?: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  readonly rpId?: string;
  readonly isUserPresent?: boolean;
  readonly isUserVerified?: boolean;
  readonly counter?: number;
}

/** A signature as `navigator.credentials.get` gives it, all base64url. */
export interface SoftwareAssertion {
  readonly credentialId: string;
  readonly authenticatorData: string;
  readonly clientDataJSON: string;
  readonly signature: string;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;

/**
 * A passkey without a device: real client data, authenticator data and signatures, made by this process. It shows what a
 * script without a browser can make, and it lets tests say anything about itself.
 * @example
 * const passkey = new SoftwareAuthenticator({ algorithm: 'EdDSA' });
 * const assertion = passkey.assert(challenge, { isUserVerified: false });
 */
export class SoftwareAuthenticator {
  readonly algorithm: PasskeyAlgorithm;
  readonly rpId: string;
  readonly origin: string;
  /** Base64url, as a browser names it. */
  readonly credentialId: string;
  /** The public key as SubjectPublicKeyInfo in DER, base64url. */
  readonly publicKey: string;
  readonly #private: KeyObject;
  readonly #public: KeyObject;
  readonly #isCounting: boolean;
  #counter = 0;

  constructor(options: SoftwareAuthenticatorOptions = {}) {
    this.algorithm = options.algorithm ?? 'ES256';
    this.rpId = options.rpId ?? 'localhost';
    this.origin = options.origin ?? 'http://localhost:7311';
    this.#isCounting = options.counter === 'rising';
    const pair =
      this.algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
    this.#private = pair.privateKey;
    this.#public = pair.publicKey;
    this.credentialId = randomBytes(32).toString('base64url');
    this.publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
  }

  /** Answers `navigator.credentials.create`, with attestation `none`, in the JSON form of WebAuthn. */
  register(challenge: Uint8Array | string, otherwise: Otherwise = {}) {
    const clientData = this.#clientData('webauthn.create', challenge, otherwise);
    const id = Buffer.from(this.credentialId, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, cbor(this.#coseKey())]);
    const authenticatorData = this.#authenticatorData(ATTESTED, otherwise, attested);
    const attestation = new Map<CborValue, CborValue>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authenticatorData],
    ]);
    return {
      id: this.credentialId,
      rawId: this.credentialId,
      type: 'public-key' as const,
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString('base64url'),
        attestationObject: cbor(attestation).toString('base64url'),
      },
    };
  }

  /** Answers `navigator.credentials.get`. The challenge is bytes, or their base64url. */
  assert(challenge: Uint8Array | string, otherwise: Otherwise = {}): SoftwareAssertion {
    const clientData = this.#clientData('webauthn.get', challenge, otherwise);
    const authenticatorData = this.#authenticatorData(0, otherwise, Buffer.alloc(0));
    return this.signOver(authenticatorData, clientData);
  }

  /** Signs any authenticator data and client data: for tests that build their own. */
  signOver(authenticatorData: Uint8Array, clientData: Uint8Array): SoftwareAssertion {
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()]);
    const signature = sign(this.algorithm === 'ES256' ? 'sha256' : null, signed, this.#private);
    return {
      credentialId: this.credentialId,
      authenticatorData: Buffer.from(authenticatorData).toString('base64url'),
      clientDataJSON: Buffer.from(clientData).toString('base64url'),
      signature: signature.toString('base64url'),
    };
  }

  #clientData(type: string, challenge: Uint8Array | string, otherwise: Otherwise): Buffer {
    const text = typeof challenge === 'string' ? challenge : Buffer.from(challenge).toString('base64url');
    const said = {
      type: otherwise.type ?? type,
      challenge: text,
      origin: otherwise.origin ?? this.origin,
      crossOrigin: otherwise.crossOrigin ?? false,
      ...(otherwise.topOrigin === undefined ? {} : { topOrigin: otherwise.topOrigin }),
    };
    return Buffer.from(JSON.stringify(said), 'utf8');
  }

  #authenticatorData(more: number, otherwise: Otherwise, attested: Buffer): Buffer {
    if (this.#isCounting) this.#counter += 1;
    const flags =
      more |
      (otherwise.isUserPresent === false ? 0 : USER_PRESENT) |
      (otherwise.isUserVerified === false ? 0 : USER_VERIFIED);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(otherwise.counter ?? this.#counter);
    const rpIdHash = createHash('sha256')
      .update(otherwise.rpId ?? this.rpId, 'utf8')
      .digest();
    return Buffer.concat([rpIdHash, Buffer.from([flags]), counter, attested]);
  }

  /** The public key as COSE writes it (RFC 9053). */
  #coseKey(): Map<CborValue, CborValue> {
    const { x = '', y = '' } = this.#public.export({ format: 'jwk' });
    const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');
    const of = (entries: readonly (readonly [number, CborValue])[]) => new Map<CborValue, CborValue>(entries);
    return this.algorithm === 'ES256'
      ? of([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, bytes(x)],
          [-3, bytes(y)],
        ])
      : of([
          [1, 1],
          [3, -8],
          [-1, 6],
          [-2, bytes(x)],
        ]);
  }
}
