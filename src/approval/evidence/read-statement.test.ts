import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FROM_REGISTRY, type PinnedKey, PREDICATES, type StatementRequirement } from '../../core/unit/verification.ts';
import { IN_TOTO, preAuthEncoding } from '../dsse.ts';
import { digestOfBytes } from './digest-of-bytes.ts';
import { readStatement } from './read-statement.ts';
import { readStatements, searchStatements } from './search.ts';
import { signStatement } from './sign-statement.ts';
import { LARGEST_ENVELOPE } from './strict-json.ts';

const COMMIT = 'a'.repeat(40);

function pinned(publicKey: KeyObject, algorithm: PinnedKey['algorithm']): PinnedKey {
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return { file: `${algorithm}.pub`, algorithm, keyId: digestOfBytes(spki), spki: spki.toString('base64') };
}

const ed = generateKeyPairSync('ed25519');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ed25519');
const ED = pinned(ed.publicKey, 'ed25519');
const EC = pinned(ec.publicKey, 'ecdsa-p256');
const FOR_TESTS: Pick<StatementRequirement, 'keys' | 'predicate'> = { keys: [ED, EC], predicate: 'tests' };

const STATED = {
  subjects: [{ name: 'source', digest: { gitCommit: COMMIT } }],
  predicateType: PREDICATES.tests,
  predicate: { result: 'PASSED', passedTests: ['adds up'], finishedOn: '2026-11-20T12:00:00Z' },
};

const pemOf = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();
const signed = (stated: object = {}, key: KeyObject = ed.privateKey): string =>
  signStatement({ ...STATED, ...stated }, pemOf(key)) as string;
const read = (text: string | Uint8Array, requirement = FOR_TESTS) =>
  readStatement('a.json', typeof text === 'string' ? Buffer.from(text) : text, requirement);
const codeOf = (...asked: Parameters<typeof read>): string | undefined => {
  const found = read(...asked);
  return 'unfit' in found ? found.unfit.code : undefined;
};

/** An envelope around any bytes, signed by whoever. */
function enveloped(payload: string | Uint8Array, type = IN_TOTO as string, key: KeyObject = ed.privateKey): string {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : Buffer.from(payload);
  const sig = sign(null, preAuthEncoding(type as typeof IN_TOTO, bytes), key).toString('base64');
  return JSON.stringify({ payloadType: type, payload: bytes.toString('base64'), signatures: [{ sig }] });
}

const STATEMENT = `{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"gitCommit":"${COMMIT}"}}],"predicateType":"${PREDICATES.tests}","predicate":{"result":"PASSED"}}`;

describe('an envelope', () => {
  it('is read when a pinned key signed it, of either kind', () => {
    for (const [key, { keyId }] of [
      [ed.privateKey, ED],
      [ec.privateKey, EC],
    ] as const) {
      expect(read(signed({}, key))).toMatchObject({
        signed: {
          keyId,
          subjects: [{ name: 'source', digest: { gitCommit: COMMIT } }],
          madeAt: Date.parse('2026-11-20T12:00:00Z'),
          claim: { predicate: 'tests', result: 'PASSED', passed: 1 },
        },
      });
    }
  });

  it('may be signed as web platforms write it, in either alphabet, by several, with whatever key ids', () => {
    const bytes = preAuthEncoding(IN_TOTO, STATEMENT);
    const plain = sign('sha256', bytes, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    const noise = { keyid: 'whoever', sig: sign(null, bytes, other.privateKey).toString('base64') };
    const payload = Buffer.from(STATEMENT).toString('base64url');

    const text = JSON.stringify({ payloadType: IN_TOTO, payload, signatures: [noise, { keyid: '', sig: plain }] });

    expect(read(text)).toMatchObject({ signed: { keyId: EC.keyId } });
  });

  it('is none of the requirement when it is of another type, signed or not', () => {
    expect(read(signed({ predicateType: PREDICATES.review }))).toEqual({ ofType: PREDICATES.review });
    expect(read(signed({ predicateType: PREDICATES.review }, other.privateKey))).toEqual({ ofType: PREDICATES.review });
  });

  const twice = STATEMENT.replace('"result":"PASSED"', '"result":"FAILED","r\\u0065sult":"PASSED"');
  const deep = `${'['.repeat(65)}${']'.repeat(65)}`;

  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'envelope-not-json'],
    ['half of one', signed().slice(0, 100), 'envelope-not-json'],
    ['two of them', signed() + signed(), 'envelope-not-json'],
    ['something before it', `\ufeff${signed()}`, 'envelope-not-json'],
    ['bytes that are no text', Buffer.from([0x7b, 0xff, 0x7d]), 'envelope-not-text'],
    ['more than fits', ' '.repeat(LARGEST_ENVELOPE) + signed(), 'envelope-too-large'],
    ['deep nesting', deep, 'envelope-too-deep'],
    ['a key twice', signed().replace('{"payloadType"', '{"payloadType":"x","payloadType"'), 'envelope-unsafe-key'],
    ['a prototype', signed().replace('{"payloadType"', '{"__proto__":{},"payloadType"'), 'envelope-unsafe-key'],
    ['a key more', signed().replace('{"payloadType"', '{"x":1,"payloadType"'), 'envelope-malformed'],
    ['no signature', signed().replace(/"signatures":.*\]/, '"signatures":[]'), 'envelope-malformed'],
    ['a payload that is no base64', signed().replace('"payload":"', '"payload":"*'), 'envelope-malformed'],
    ['a payload written in another way', signed().replace('"payload":"', '"payload":"\\n'), 'envelope-malformed'],
    ['a list', '[]', 'envelope-malformed'],
    ['another type of payload', signed().replace(IN_TOTO, 'application/json'), 'payload-type-unknown'],
    ['a signed payload of another type', enveloped(STATEMENT, 'application/json'), 'payload-type-unknown'],
    [
      'the type of another of our signatures',
      enveloped(STATEMENT, 'application/vnd.plimsoll.enrolment+json'),
      'payload-type-unknown',
    ],
    ['a key that is not pinned', signed({}, other.privateKey), 'signature-not-pinned'],
    [
      'a signature over the payload alone',
      signed().replace(
        /"sig":"[^"]*"/,
        `"sig":"${sign(null, Buffer.from(STATEMENT), ed.privateKey).toString('base64')}"`,
      ),
      'signature-not-pinned',
    ],
    ['a signed payload with a key twice', enveloped(twice), 'statement-unsafe-key'],
    ['a signed payload of nothing', enveloped(' '), 'statement-not-json'],
    ['a signed payload that is no text', enveloped(Buffer.from([0x7b, 0xff, 0x7d])), 'statement-not-text'],
    ['a signed payload that is nested deeply', enveloped(deep), 'statement-too-deep'],
    [
      'another version of statements',
      enveloped(STATEMENT.replace('Statement/v1', 'Statement/v0.1')),
      'statement-type-unknown',
    ],
    ['no subject', enveloped(STATEMENT.replace(/"subject":\[.*?\]/, '"subject":[]')), 'statement-malformed'],
    [
      'a subject without digest',
      enveloped(STATEMENT.replace(/"digest":\{.*?\}/, '"name":"source"')),
      'statement-malformed',
    ],
    ['a digest in capitals', enveloped(STATEMENT.replace(COMMIT, COMMIT.toUpperCase())), 'statement-malformed'],
    [
      'a digest in other letters that look alike',
      enveloped(STATEMENT.replace(COMMIT, '\u0430'.repeat(40))),
      'statement-malformed',
    ],
    ['a field of its own', enveloped(STATEMENT.replace('"_type"', '"approved":true,"_type"')), 'statement-malformed'],
    ['a predicate without its fields', enveloped(STATEMENT.replace('"result":"PASSED"', '')), 'predicate-malformed'],
    ['a result in other words', enveloped(STATEMENT.replace('PASSED', 'passed')), 'predicate-malformed'],
    [
      'a moment that is none',
      enveloped(STATEMENT.replace('"result"', '"finishedOn":"yesterday","result"')),
      'predicate-malformed',
    ],
  ])('is refused with %s', (_, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('is refused by a key that is pinned as another kind of key', () => {
    const asEc = { ...FOR_TESTS, keys: [{ ...ED, algorithm: 'ecdsa-p256' as const }] };
    const asEd = { ...FOR_TESTS, keys: [{ ...EC, algorithm: 'ed25519' as const }] };

    expect(codeOf(signed(), asEc)).toBe('signature-not-pinned');
    expect(codeOf(signed({}, ec.privateKey), asEd)).toBe('signature-not-pinned');
    expect(codeOf(signed(), { ...FOR_TESTS, keys: [] })).toBe('signature-not-pinned');
  });

  it('never has its parameters read in two ways: a dot in a name is told from nesting', () => {
    const predicate = (externalParameters: object) => ({
      buildDefinition: { buildType: 'b', externalParameters },
      runDetails: { builder: { id: 'c' } },
    });
    const parametersOf = (external: object) => {
      const text = signed({ predicateType: PREDICATES.provenance, predicate: predicate(external) });
      const found = read(text, { ...FOR_TESTS, predicate: 'provenance' });
      return 'signed' in found && found.signed.claim.predicate === 'provenance' ? found.signed.claim.parameters : null;
    };

    expect(parametersOf({ workflow: { ref: 'main' }, list: [1, true], none: {} })).toEqual({
      ...{ 'workflow.ref': 'main', 'list.0': '1', 'list.1': 'true', none: '{}' },
    });
    expect(parametersOf({ 'workflow.ref': 'main' })).toEqual({ 'workflow\\.ref': 'main' });
  });
});

describe('signing', () => {
  it.each(['', 'x', pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)])(
    'refuses what is no private key that could be pinned',
    (pem) => {
      expect(signStatement(STATED, pem)).toMatchObject({ code: 'signing-key-unfit' });
    },
  );
});

describe('envelopes that lie beside an artifact', () => {
  it('count as those in files do: by who signed them, and no other word of theirs', () => {
    const requirement: StatementRequirement = {
      ...{ kind: 'statement', subject: 'commit', from: FROM_REGISTRY, ...FOR_TESTS },
      ...{ makers: [], buildTypes: [], parameters: {}, properties: [] },
    };
    const found = [signed(), signed({}, other.privateKey), 'no envelope'].map((text) => ({
      place: 'beside app',
      text,
    }));

    const { signed: good, unfit } = readStatements(requirement, found);

    expect(good).toMatchObject([{ file: 'beside app', keyId: ED.keyId, claim: { predicate: 'tests' } }]);
    expect(unfit.map(({ code }) => code)).toEqual(['signature-not-pinned', 'envelope-not-json']);
  });

  it('are not looked for among files', async () => {
    const requirement = { from: FROM_REGISTRY, ...FOR_TESTS } as StatementRequirement;

    expect(await searchStatements(requirement, '/')).toEqual({ signed: [], unfit: [] });
  });
});
