import { describe, expect, it } from 'vitest';
import { type Bundle, bundleBytes, signBundle } from '../../src/approval/bundle.ts';
import type { WrittenStatement } from '../../src/approval/statement.ts';
import { type VerificationContext, verifyApproval } from '../../src/approval/verify.ts';
import { hours } from '../../src/core/kernel/duration.ts';
import { instant } from '../../src/core/kernel/instant.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import { canonical } from '../../src/core/plan/canonical.ts';
import { aKey, anApprovalWorld, answerOf, askedFor, aWaitingDeployment, statementOf } from './approval-world.ts';

const SEED = 20_261_120;
const MUTATIONS = 10_000;

/** A small generator, so that a failure can be run again. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Attack {
  readonly bytes: Buffer;
  readonly context: VerificationContext;
}
type Mutation = (random: (below: number) => number) => Attack;

const world = anApprovalWorld();
const { context } = world;
const good = answerOf(world);
const rejection = answerOf(world, { decision: 'reject', reason: 'no' });
const goodBytes = bundleBytes(good);
const eve = anApprovalWorld({ key: aKey('person:eve') });
const elsewhere = aWaitingDeployment({}, 'dep_2');

const flipBits: Mutation = (random) => {
  const bytes = Buffer.from(goodBytes);
  // Different bits: none is turned back.
  const bits = new Set(Array.from({ length: 1 + random(3) }, () => random(bytes.length * 8)));
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return { bytes, context };
};

const cutOrInsert: Mutation = (random) => {
  const at = random(goodBytes.length);
  const cut = random(2) * (1 + random(20));
  const more = Buffer.from(Array.from({ length: cut === 0 ? 1 + random(4) : 0 }, () => random(256)));
  return { bytes: Buffer.concat([goodBytes.subarray(0, at), more, goodBytes.subarray(at + cut)]), context };
};

/** Another character, digit or number somewhere in one value of a JSON object. */
function changeOneValue<T>(value: T, random: (below: number) => number): T {
  if (typeof value === 'string') {
    const at = random(value.length);
    const others = [...'abcdef0123456789'].filter((one) => one !== value[at]);
    const character = others[random(others.length)] ?? '';
    return (value.slice(0, at) + character + value.slice(at + 1)) as T;
  }
  if (typeof value === 'number') return (value + 1 + random(9)) as T;
  if (value === null) return `person:p${random(9)}` as T;
  if (Array.isArray(value)) {
    const at = random(value.length);
    return (
      value.length === 0 ? ['x'] : value.map((one, index) => (index === at ? changeOneValue(one, random) : one))
    ) as T;
  }
  const entries = Object.entries(value as object);
  const at = random(entries.length);
  return Object.fromEntries(
    entries.map(([name, one], index) => [name, index === at ? changeOneValue(one, random) : one]),
  ) as T;
}

const changeStatement: Mutation = (random) => {
  const changed = changeOneValue(statementOf(good), random);
  return { bytes: bundleBytes({ ...good, statement: canonical(changed) }), context };
};

// The control plane was made to ask for it, so that only signature and content can stop it.
const changeAskedStatement: Mutation = (random) => {
  const changed: WrittenStatement = changeOneValue(statementOf(good), random);
  const asked = askedFor(world, changed);
  return { bytes: bundleBytes({ ...good, statement: canonical(changed) }), context: asked.context };
};

const changeSignature: Mutation = (random) => {
  const signature: Bundle['signature'] = changeOneValue(good.signature, random);
  return { bytes: bundleBytes({ ...good, signature }), context };
};

const signWithAnotherKey: Mutation = (random) => {
  const forged = { ...good.signature, signature: eve.key.sign('application/vnd.in-toto+json', good.statement) };
  const keyId = random(2) === 0 ? good.signature.keyId : eve.key.keyId;
  return { bytes: bundleBytes({ ...good, signature: { ...forged, keyId } }), context };
};

// Signed by the right key: the same value, in another writing than the one the person was shown.
const writeOtherwise: Mutation = (random) => {
  const places = [...good.statement.matchAll(/[,:](?=["\d{[])/g)].map((match) => match.index + 1);
  const at = places[random(places.length)] ?? 0;
  const space = [' ', '\n', '\t'][random(3)] ?? ' ';
  const statement = good.statement.slice(0, at) + space + good.statement.slice(at);
  return { bytes: bundleBytes(signBundle(world.key, statement)), context };
};

const swapParts: Mutation = (random) => ({
  bytes: bundleBytes(
    random(2) === 0
      ? { ...good, signature: rejection.signature }
      : { statement: rejection.statement, signature: good.signature },
  ),
  context,
});

const replay: Mutation = (random) => {
  const spent = { ...context, findNonce: (nonce: string) => withSpent(context.findNonce(nonce)) };
  const restarted = { ...context, findNonce: eve.context.findNonce };
  return { bytes: goodBytes, context: random(2) === 0 ? spent : restarted };
};
const withSpent = <T extends object>(issued: T | undefined) =>
  issued === undefined ? issued : { ...issued, spent: true };

const atAnotherTime: Mutation = (random) => {
  const { wall, steady } = context.now;
  const past = hours(24) + random(1e9);
  const times = [
    { wall: instant(wall + past), steady },
    { wall, steady: steady + past },
    { wall: instant(wall - hours(1) - random(1e9)), steady },
  ];
  return { bytes: goodBytes, context: { ...context, now: times[random(3)] ?? context.now } };
};

const atAnotherPlace: Mutation = (random) => {
  const places: readonly Partial<VerificationContext>[] = [
    { deployment: elsewhere },
    { controlPlaneId: 'cp_other' },
    { chainHashAt: () => undefined },
    { trustList: eve.context.trustList },
    { trustList: null },
  ];
  return { bytes: goodBytes, context: { ...context, ...places[random(places.length)] } };
};

const MUTATE: readonly Mutation[] = [
  flipBits,
  cutOrInsert,
  changeStatement,
  changeAskedStatement,
  changeSignature,
  signWithAnotherKey,
  writeOtherwise,
  swapParts,
  replay,
  atAnotherTime,
  atAnotherPlace,
];

describe('a good bundle', () => {
  it('is accepted as it is', async () => {
    expect(isRefusal(await verifyApproval(goodBytes, context))).toBe(false);
  });

  it(`is accepted after none of ${MUTATIONS} mutations (seed ${SEED})`, async () => {
    const random = seeded(SEED);
    const codes = new Map<string, number>();
    const accepted: string[] = [];

    for (let tried = 0; tried < MUTATIONS; tried += 1) {
      const mutate = MUTATE[tried % MUTATE.length] ?? flipBits;
      const attack = mutate(random);
      const answer = await verifyApproval(attack.bytes, attack.context);
      if (isRefusal(answer)) codes.set(answer.code, (codes.get(answer.code) ?? 0) + 1);
      else accepted.push(`${tried}: ${attack.bytes.toString()}`);
    }

    expect(accepted).toEqual([]);
    // The mutations reach deep: had they all died of their form, the checks behind it would not have been tried.
    for (const code of REACHED) expect(codes.get(code) ?? 0, code).toBeGreaterThan(50);
  });
});

const REACHED = [
  'approval-malformed',
  'approval-not-canonical',
  'approval-for-another-control-plane',
  'approval-for-another-deployment',
  'approval-log-head-unknown',
  'approval-nonce-unknown',
  'approval-nonce-spent',
  'approval-nonce-for-another-statement',
  'approval-from-the-future',
  'approval-expired',
  'approver-unknown',
  'approver-key-of-another',
  'approval-signature-invalid',
];
