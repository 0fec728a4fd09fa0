import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A certificate that vouches for itself, with its key, in PEM. */
export interface SelfSigned {
  readonly certificate: string;
  readonly key: string;
  /** SHA-256 of its public key, base64: how a test's browser is told to take just this one. */
  readonly publicKeyHash: string;
}

interface Validity {
  readonly from?: Date;
  readonly until?: Date;
}

const DAY = 86_400_000;

/** Makes one for these names, good from yesterday to tomorrow unless it is said otherwise. For tests: nobody else trusts it. */
export function selfSigned(names: readonly string[], { from, until }: Validity = {}, now = Date.now()): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const name = sequence(element(0x31, sequence(oid('550403'), element(0x0c, Buffer.from(names[0] ?? 'nobody')))));
  const alternatives = sequence(...names.map((one) => element(0x82, Buffer.from(one))));
  const body = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(moment(from ?? new Date(now - DAY)), moment(until ?? new Date(now + DAY))),
    name,
    spki,
    element(0xa3, sequence(sequence(oid('551d11'), element(0x04, alternatives)))),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = sequence(body, algorithm, element(0x03, Buffer.from([0]), signature));
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines(whole)}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    publicKeyHash: hashOf(spki),
  };
}

const lines = (bytes: Buffer): string => (bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n');
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64');

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, Math.floor(length / 256), length % 256];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
const sequence = (...parts: readonly Buffer[]): Buffer => element(0x30, ...parts);
const oid = (hex: string): Buffer => element(0x06, Buffer.from(hex, 'hex'));

/** `YYMMDDHHMMSSZ`, as certificates before 2050 have it. */
const moment = (at: Date): Buffer =>
  element(
    0x17,
    Buffer.from(
      `${at
        .toISOString()
        .replace(/[-:T]|\..*$/g, '')
        .slice(2)}Z`,
    ),
  );
