import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { minutes } from '../core/kernel/duration.ts';
import { requirementText } from '../core/unit/verification.ts';
import { aConfiguration, problemsIn, specOf } from './fixtures/configuration.ts';
import { loadConfig } from './load.ts';
import { warningsOf } from './warnings.ts';

const asking = (...entries: readonly string[]): string =>
  aConfiguration({ more: `verification:\n${entries.map((one) => `  - ${one}\n`).join('')}` });
const TESTS = 'statement: "https://in-toto.io/attestation/test-result/v0.1"';
const REVIEW = 'statement: "https://in-toto.io/attestation/svr/v0.1"';
const PROVENANCE = 'statement: "https://slsa.dev/provenance/v1"';
const BY = 'keys: [ci.pub]';

describe('what verified code means', () => {
  it('is nothing unless it is written', () => {
    expect(specOf(aConfiguration()).verification).toBeUndefined();
  });

  it('is a list of statements and commands', () => {
    const text = asking(
      `{ ${TESTS}, ${BY} }`,
      `{ ${PROVENANCE}, ${BY}, from: p.json, builders: [b], build_types: [t], parameters: { ref: [main] } }`,
      '{ run: npm test, timeout: 3m, junit: "r/*.xml" }',
      '{ run: npm run lint }',
    );

    expect(specOf(text).verification).toMatchObject([
      { kind: 'statement', predicate: 'tests', subject: 'commit', from: '.plimsoll/evidence/*.json' },
      {
        ...{ kind: 'statement', predicate: 'provenance', subject: 'artifact', from: 'p.json' },
        ...{ makers: ['b'], buildTypes: ['t'], parameters: { ref: ['main'] } },
      },
      { kind: 'command', check: { run: 'npm test', timeout: minutes(3), junit: 'r/*.xml' } },
      { kind: 'command', check: { run: 'npm run lint', timeout: minutes(15), junit: null } },
    ]);
    expect((specOf(text).verification ?? []).map(requirementText)).toContain(
      'https://slsa.dev/provenance/v1 by ci.pub',
    );
  });

  it.each([
    [`{ ${TESTS} }`, 'verification-keys'],
    [`{ ${REVIEW}, ${BY} }`, 'verification-verifiers'],
    [`{ ${REVIEW}, ${BY}, verifiers: [v] }`, 'verification-properties'],
    [`{ ${TESTS}, ${BY}, run: npm test }`, 'verification-kind'],
    ['{ timeout: 3m }', 'verification-kind'],
    [`{ ${TESTS}, ${BY}, timeout: 3m }`, 'verification-key'],
    [`{ ${TESTS}, ${BY}, builders: [b] }`, 'verification-key'],
    [`{ ${PROVENANCE}, ${BY}, verifiers: [b] }`, 'verification-key'],
    ['{ run: npm test, keys: [ci.pub] }', 'verification-key'],
    [`{ ${TESTS}, ${BY}, from: "a/*/b.json" }`, 'evidence-pattern'],
    [`{ statement: "https://slsa.dev/provenance/v0.2", ${BY} }`, 'unknown-value'],
    [`{ ${TESTS}, keys: [] }`, 'empty-value'],
    [`{ ${TESTS}, ${BY}, subjects: commit }`, 'unknown-key'],
  ])('is refused: %s', (entry, code) => {
    const [first, ...others] = problemsIn(asking(entry));

    expect([first?.code, others.map((one) => one.code)]).toEqual([code, []]);
    expect(first?.line).toBe(15);
    expect(first?.remedy).not.toBe('');
  });

  it('tells that provenance of nobody in particular counts as none', () => {
    const of = (entry: string) => warningsOf(specOf(asking(entry))).map(({ code }) => code);

    expect(of(`{ ${PROVENANCE}, ${BY} }`)).toEqual(['builder-unpinned']);
    expect(of(`{ ${PROVENANCE}, ${BY}, builders: [b], build_types: [t] }`)).toEqual([]);
    expect(of(`{ ${TESTS}, ${BY} }`)).toEqual([]);
  });
});

describe('a pinned key', () => {
  const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'spki' }).toString();
  const ed = generateKeyPairSync('ed25519');
  const secret = ed.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const loaded = (file: string | undefined) =>
    loadConfig(asking(`{ ${TESTS}, ${BY} }`), {
      file: 'plimsoll.yaml',
      env: {},
      readBeside: (name) => (name === 'ci.pub' ? file : undefined),
    });

  it.each([
    ['ed25519', pem(ed.publicKey)],
    ['ecdsa-p256', pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)],
  ])('may be of %s', (algorithm, text) => {
    const found = loaded(text);

    expect('spec' in found && found.spec.verification?.[0]).toMatchObject({
      keys: [{ file: 'ci.pub', algorithm, keyId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }],
    });
  });

  it.each([
    ['is not there', undefined, 'key-missing'],
    ['is the private one', secret, 'key-private'],
    ['comes with the private one', `${pem(ed.publicKey)}${secret}`, 'key-private'],
    ['is two', pem(ed.publicKey).repeat(2), 'key-unfit'],
    ['is of RSA', pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey), 'key-unfit'],
    ['is on another curve', pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey), 'key-unfit'],
    ['is nothing', '', 'key-unfit'],
  ])('is refused when it %s', (_, text, code) => {
    const found = loaded(text);

    expect('problems' in found && found.problems.map((one) => [one.code, one.line])).toEqual([[code, 15]]);
  });
});
