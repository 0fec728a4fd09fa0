import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { IN_TOTO, preAuthEncoding } from '../../src/approval/dsse.ts';
import { digestOfBytes } from '../../src/approval/evidence/digest-of-bytes.ts';
import { readStatement } from '../../src/approval/evidence/read-statement.ts';
import { chooseStatement } from '../../src/core/evidence/choose-statement.ts';
import { hours } from '../../src/core/kernel/duration.ts';
import type { Digest } from '../../src/core/kernel/id.ts';
import { instant } from '../../src/core/kernel/instant.ts';
import { PREDICATES, type StatementRequirement } from '../../src/core/unit/verification.ts';
import { randomFrom } from '../faults/random.ts';

// A corpus of changed envelopes: whatever is changed, nothing of it is accepted, and each refusal has a code that says why.

const COMMIT = '5'.repeat(40);
const ARTIFACT = `sha256:${'6'.repeat(64)}` as Digest;
const NOW = instant(Date.parse('2026-11-20T12:00:00Z'));
const pair = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const spki = pair.publicKey.export({ format: 'der', type: 'spki' });

const REQUIREMENT: StatementRequirement = {
  kind: 'statement',
  predicate: 'provenance',
  subject: 'artifact',
  from: '*.json',
  keys: [{ file: 'ci.pub', algorithm: 'ed25519', keyId: digestOfBytes(spki), spki: spki.toString('base64') }],
  makers: ['https://ci.acme.test/runner'],
  buildTypes: ['https://ci.acme.test/workflow/v1'],
  parameters: { ref: ['refs/heads/main'], 'workflow.path': ['ci.yml'] },
  properties: [],
};

const STATEMENT = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'app', digest: { sha256: ARTIFACT.slice(7) } }],
  predicateType: PREDICATES.provenance as string,
  predicate: {
    buildDefinition: {
      buildType: 'https://ci.acme.test/workflow/v1',
      externalParameters: { ref: 'refs/heads/main', workflow: { path: 'ci.yml' } },
      resolvedDependencies: [{ digest: { gitCommit: COMMIT } }],
    },
    runDetails: { builder: { id: 'https://ci.acme.test/runner' }, metadata: { finishedOn: '2026-11-20T11:00:00Z' } },
  },
};

function envelope(payload: string, key = pair.privateKey): string {
  const sig = sign(null, preAuthEncoding(IN_TOTO, payload), key).toString('base64');
  return JSON.stringify({
    payloadType: IN_TOTO,
    payload: Buffer.from(payload).toString('base64'),
    signatures: [{ sig }],
  });
}

/** What becomes of bytes: `accepted`, or the code of the refusal. */
function verdictOn(bytes: Uint8Array): string {
  const read = readStatement('a.json', bytes, REQUIREMENT);
  const search = { signed: 'signed' in read ? [read.signed] : [], unfit: 'unfit' in read ? [read.unfit] : [] };
  const shipped = { commit: COMMIT, dirty: false, artifacts: [{ name: 'app', digest: ARTIFACT }] };
  const chosen = chooseStatement(REQUIREMENT, search, shipped, { at: NOW, maxAge: hours(24) });
  return chosen.accepted === null ? chosen.unfit.code : 'accepted';
}

const GOOD = envelope(JSON.stringify(STATEMENT));
const goodBytes = Buffer.from(GOOD);

const tally = (codes: readonly string[]): Record<string, number> => {
  const counted: Record<string, number> = {};
  for (const code of codes) counted[code] = (counted[code] ?? 0) + 1;
  return counted;
};

/** Nothing of it got through, and each refusal is one of the envelope or of its signature. */
function expectRefused(codes: readonly string[], known: RegExp): void {
  const counted = tally(codes);
  expect(counted.accepted, JSON.stringify(counted)).toBeUndefined();
  for (const code of Object.keys(counted)) expect(code).toMatch(known);
}

const OF_ENVELOPES =
  /^(?:envelope-(?:not-json|not-text|too-deep|unsafe-key|malformed)|payload-type-unknown|signature-not-pinned|statement-missing)$/;

describe('an envelope that was changed after it was signed', () => {
  it('is accepted as it was signed', () => {
    expect(verdictOn(goodBytes)).toBe('accepted');
  });

  it('is refused whatever single bit is turned', () => {
    const codes: string[] = [];
    for (let at = 0; at < goodBytes.length; at += 1) {
      const changed = Buffer.from(goodBytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      codes.push(verdictOn(changed));
    }

    expect(codes.length).toBe(goodBytes.length);
    expectRefused(codes, OF_ENVELOPES);
  });

  it('is refused whichever byte is taken out, doubled or swapped with the next, wherever it is cut', () => {
    const codes: string[] = [];
    for (let at = 0; at < goodBytes.length; at += 1) {
      const [before, after] = [goodBytes.subarray(0, at), goodBytes.subarray(at + 1)];
      codes.push(verdictOn(Buffer.concat([before, after])), verdictOn(before));
      codes.push(verdictOn(Buffer.concat([before, goodBytes.subarray(at, at + 1), goodBytes.subarray(at)])));
      const [one, next] = [goodBytes[at], goodBytes[at + 1]];
      if (next === undefined || one === next) continue;
      codes.push(verdictOn(Buffer.concat([before, Buffer.from([next, one ?? 0]), goodBytes.subarray(at + 2)])));
    }

    expectRefused(codes, OF_ENVELOPES);
  });

  it('is refused in two thousand ways of chance', () => {
    const random = randomFrom(20_261_120);
    const below = (limit: number): number => Math.floor(random() * limit);
    const codes: string[] = [];
    for (let round = 0; round < 2_000; round += 1) {
      const changed = Buffer.from(goodBytes);
      const times = 1 + below(4);
      for (let time = 0; time < times; time += 1) changed[below(changed.length)] = below(256);
      if (!changed.equals(goodBytes)) codes.push(verdictOn(changed));
    }

    expect(codes.length).toBeGreaterThan(1_900);
    expectRefused(codes, OF_ENVELOPES);
  });
});

/** Every place in a value, as the keys that lead there. */
function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [...(path.length > 0 ? [path] : []), ...inside.flatMap(([key, one]) => pathsIn(one, [...path, key]))];
}

function changedAt(path: readonly string[], change: (holder: Record<string, unknown>, key: string) => void): string {
  const copy = structuredClone(STATEMENT) as unknown as Record<string, unknown>;
  const holder = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, copy);
  change(holder, path.at(-1) ?? '');
  return JSON.stringify(copy);
}

const WRONG = [null, true, 0, '', 'x', '\u202e', '5'.repeat(64), 'PASSED', [], {}, [null], { sha256: '5'.repeat(64) }];
const OF_STATEMENTS =
  /^(?:statement-(?:type-unknown|malformed|missing|for-other-artifacts|undated|from-the-future|too-old)|predicate-malformed|builder-not-pinned|build-type-not-listed|parameter-(?:not-listed|not-allowed|missing)|provenance-of-another-commit)$/;

describe('a statement that a pinned key signed and that says something else', () => {
  it.each(pathsIn(STATEMENT).map((path) => [path.join('.'), path] as const))(
    'is refused without %s, and with anything else in its place',
    (name, path) => {
      const cut = verdictOn(Buffer.from(envelope(changedAt(path, (holder, key) => delete holder[key]))));
      const isFree = name === 'subject.0.name' || name === 'predicate.buildDefinition.externalParameters.workflow';
      const codes = WRONG.map((wrong) =>
        verdictOn(Buffer.from(envelope(changedAt(path, (holder, key) => Object.assign(holder, { [key]: wrong }))))),
      );

      // What an artifact is called is no proof of anything: its digest is.
      if (name === 'subject.0.name') return expect(cut).toBe('accepted');
      expect(cut).toMatch(isFree ? /^parameter-missing$/ : OF_STATEMENTS);
      expectRefused(codes, OF_STATEMENTS);
    },
  );

  it.each<[string, (text: string) => string, string]>([
    [
      'the digest in another algorithm',
      (text) => text.replace('"sha256"', '"sha512"'),
      'statement-for-other-artifacts',
    ],
    ['one parameter more', (text) => text.replace('"ref":', '"debug":true,"ref":'), 'parameter-not-listed'],
    [
      'a nested parameter that is written flat',
      (text) => text.replace('"workflow":{"path":"ci.yml"}', '"workflow.path":"ci.yml"'),
      'parameter-not-listed',
    ],
    ['a builder with an unseen letter', (text) => text.replace('/runner"', '/runner\u200b"'), 'predicate-malformed'],
    ['a builder in letters that look alike', (text) => text.replace('/runner"', '/runn\u0435r"'), 'builder-not-pinned'],
    [
      'a builder that only begins like it',
      (text) => text.replace('/runner"', '/runner.evil.test"'),
      'builder-not-pinned',
    ],
    ['a prototype', (text) => text.replace('"ref":', '"__proto__":{"ref":1},"ref":'), 'statement-unsafe-key'],
    ['a subject twice', (text) => text.replace('"subject":', '"subject":[],"subject":'), 'statement-unsafe-key'],
    [
      'a subject twice, once in other signs',
      (text) => text.replace('"subject":', '"subj\\u0065ct":[],"subject":'),
      'statement-unsafe-key',
    ],
    [
      'deep nesting',
      (text) => text.replace('"ref":', `"x":${'['.repeat(70)}${']'.repeat(70)},"ref":`),
      'statement-too-deep',
    ],
    [
      'ten thousand parameters',
      (text) => text.replace('"ref":', `${Array.from({ length: 10_000 }, (_, at) => `"p${at}":1`).join(',')},"ref":`),
      'predicate-malformed',
    ],
    ['a date of yesteryear', (text) => text.replace('2026-11-20', '2025-11-20'), 'statement-too-old'],
    ['a date to come', (text) => text.replace('2026-11-20', '2027-11-20'), 'statement-from-the-future'],
    ['a date without a zone', (text) => text.replace('11:00:00Z', '11:00:00'), 'predicate-malformed'],
  ])('is refused with %s', (_, change, code) => {
    const changed = change(JSON.stringify(STATEMENT));

    expect(changed).not.toBe(JSON.stringify(STATEMENT));
    expect(verdictOn(Buffer.from(envelope(changed)))).toBe(code);
  });

  it('is refused from a stranger, whatever it says', () => {
    expect(verdictOn(Buffer.from(envelope(JSON.stringify(STATEMENT), stranger.privateKey)))).toBe(
      'signature-not-pinned',
    );
  });

  it('is refused when it is huge, before anything of it is read', () => {
    expect(verdictOn(Buffer.alloc(2 * 1024 * 1024, ' '))).toBe('envelope-too-large');
  });
});
