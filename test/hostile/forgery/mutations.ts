import { type Bundle, bundleBytes } from '../../../src/approval/bundle.ts';
import { digestOf } from '../../../src/approval/digest.ts';
import { withoutKey } from '../../../src/approval/enrolment.ts';
import { momentOf } from '../../../src/approval/fields.ts';
import { statementDigest, type WrittenStatement } from '../../../src/approval/statement.ts';
import type { VerificationContext } from '../../../src/approval/verify.ts';
import type { Deployment } from '../../../src/core/deployment/state.ts';
import type { Checkpoint } from '../../../src/core/guard/verified-approval.ts';
import { hours } from '../../../src/core/kernel/duration.ts';
import { instant } from '../../../src/core/kernel/instant.ts';
import { canonical } from '../../../src/core/plan/canonical.ts';
import { NOON } from '../../../src/testing/builders.ts';
import { must } from '../approval-world.ts';
import type { ForgeryWorld } from './forgery-world.ts';
import { changeAt, changeOneValue, oneOf, placesOf, type Random } from './random.ts';

/** What is handed in, and what it meets. */
export interface Attack {
  readonly bytes: Buffer;
  readonly context: VerificationContext;
}

/** One way to make of an honest approval one that must not count. */
export type Mutation = (world: ForgeryWorld, random: Random) => Attack;

const statementOf = (bundle: Bundle): WrittenStatement => JSON.parse(bundle.statement);
const attack = (world: ForgeryWorld, bundle: Bundle, context = world.context): Attack => ({
  bytes: bundleBytes(bundle),
  context,
});

/** A control plane that was made to ask for just this statement: the check behind the nonce is reached. */
function askedFor({ context }: ForgeryWorld, statement: string): VerificationContext {
  const { predicate }: WrittenStatement = JSON.parse(statement);
  const { nonce, approver, deploymentId } = predicate;
  const issued = {
    ...{ nonce, approver, deploymentId, checkpoint: predicate.checkpoint as Checkpoint },
    statementDigest: statementDigest(statement),
    ...{ issuedAt: momentOf(predicate.issuedAt), notAfter: momentOf(predicate.notAfter) },
    ...{ issuedSteady: 0, spent: false },
  };
  return { ...context, findNonce: (asked) => (asked === nonce ? issued : undefined) };
}

const flipBits: Mutation = ({ goodBytes, context }, random) => {
  const bytes = Buffer.from(goodBytes);
  // Different bits: none is turned back.
  const bits = new Set(Array.from({ length: 1 + random(3) }, () => random(bytes.length * 8)));
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return { bytes, context };
};

const cutOrInsert: Mutation = ({ goodBytes, context }, random) => {
  const at = random(goodBytes.length);
  const cut = random(2) * (1 + random(20));
  const more = Buffer.from(Array.from({ length: cut === 0 ? 1 + random(4) : 0 }, () => random(256)));
  return { bytes: Buffer.concat([goodBytes.subarray(0, at), more, goodBytes.subarray(at + cut)]), context };
};

const changeStatement: Mutation = (world, random) =>
  attack(world, { ...world.good, statement: canonical(changeOneValue(statementOf(world.good), random)) });

// The control plane was made to ask for it, so that only the signature can stop it.
const changeAskedStatement: Mutation = (world, random) => {
  const statement = canonical(changeOneValue(statementOf(world.good), random));
  return attack(world, { ...world.good, statement }, askedSafely(world, statement));
};

function askedSafely(world: ForgeryWorld, statement: string): VerificationContext {
  try {
    return askedFor(world, statement);
  } catch {
    // A moment that no calendar has cannot have been issued.
    return world.context;
  }
}

const changeSignature: Mutation = (world, random) =>
  attack(world, { ...world.good, signature: changeOneValue(world.good.signature, random) });

const signWithAnotherKey: Mutation = (world, random) => {
  const forged = oneOf([world.eve, world.bob], random).sign(world.good.statement);
  const honest = world.good.signature;
  // Under the name of the honest key, or under its own.
  const named =
    forged.signature.kind === 'webauthn' && honest.kind === 'webauthn'
      ? { ...forged.signature, credentialId: honest.credentialId }
      : { ...honest, signature: forged.signature.signature };
  return attack(world, random(2) === 0 ? forged : ({ ...forged, signature: named } as Bundle));
};

// Signed by the right key: the same value, in another writing than the one the person was shown.
const writeOtherwise: Mutation = (world, random) => {
  const { statement } = world.good;
  const places = [...statement.matchAll(/(?<=")[,:](?=["\d{[])/g)].map((match) => match.index + 1);
  const at = oneOf(places, random);
  const other = statement.slice(0, at) + oneOf([' ', '\n', '\t'], random) + statement.slice(at);
  return attack(world, world.ada.sign(other));
};

const swapParts: Mutation = (world, random) => {
  const { good, rejection, bobs, elsewhere } = world;
  const other = oneOf([rejection, bobs, elsewhere], random);
  const swapped =
    random(2) === 0
      ? { ...good, signature: other.signature }
      : { statement: other.statement, signature: good.signature };
  return attack(world, swapped);
};

const replay: Mutation = ({ goodBytes, context }, random) => {
  const spent = (nonce: string) => {
    const issued = context.findNonce(nonce);
    return issued === undefined ? undefined : { ...issued, spent: true };
  };
  // Used already, or after a restart that forgot what was asked.
  return { bytes: goodBytes, context: { ...context, findNonce: oneOf([spent, () => undefined], random) } };
};

// Honest, and for something else: the question of another deployment, or one that is answered otherwise.
const crossUse: Mutation = (world, random) =>
  random(2) === 0
    ? attack(world, world.elsewhere)
    : attack(world, world.good, { ...world.context, deployment: world.otherDeployment });

const othersNonce: Mutation = (world, random) => {
  const mine = statementOf(world.good);
  const theirs = statementOf(world.bobs);
  const { nonce } = theirs.predicate;
  // Ada signs with the nonce that Bob was given, or signs all of what Bob was given, in her name or in his.
  const statements = [
    { ...mine, predicate: { ...mine.predicate, nonce } },
    { ...theirs, predicate: { ...theirs.predicate, approver: world.ada.person, credentialId: world.ada.keyId } },
    { ...theirs, predicate: { ...theirs.predicate, credentialId: world.ada.keyId } },
    theirs,
  ];
  return attack(world, world.ada.sign(canonical(oneOf(statements, random))));
};

const atAnotherTime: Mutation = ({ goodBytes, context }, random) => {
  const { wall, steady } = context.now;
  const past = hours(24) + random(1e9);
  const times = [
    { wall: instant(wall + past), steady },
    { wall, steady: steady + past },
    { wall: instant(wall - hours(1) - random(1e9)), steady },
  ];
  return { bytes: goodBytes, context: { ...context, now: oneOf(times, random) } };
};

const atAnotherPlace: Mutation = ({ goodBytes, context, ada, bob }, random) => {
  const { trustList } = context;
  if (trustList === null) throw new Error('nobody is enrolled');
  const renamed = trustList.keys.map((key) => (key.id === ada.keyId ? { ...key, environments: ['staging'] } : key));
  const places: readonly Partial<VerificationContext>[] = [
    { controlPlaneId: 'cp_other' },
    { chainHashAt: () => undefined },
    { chainHashAt: () => digestOf('another journal') },
    { trustList: must(withoutKey(trustList, ada.keyId, NOON)) },
    { trustList: { ...trustList, keys: trustList.keys.filter((key) => key.id === bob.keyId) } },
    { trustList: { ...trustList, keys: renamed } },
    { trustList: null },
  ];
  return { bytes: goodBytes, context: { ...context, ...oneOf(places, random) } };
};

// What is stored was changed after it was shown: plan, evidence, certificate or policy.
const atAnotherPlan: Mutation = ({ goodBytes, context }, random) => {
  const { deployment } = context;
  if (deployment.phase !== 'awaiting-approval') throw new Error('the deployment waits for nobody');
  const { plan, evidence, certificate } = deployment;
  const changed: readonly Partial<typeof deployment>[] = [
    { plan: { ...plan, demo: !plan.demo } },
    { plan: { ...plan, release: { ...plan.release, version: `${plan.release.version}.${random(9)}` } } },
    { plan: { ...plan, bake: { ...plan.bake, duration: (plan.bake.duration + 1 + random(1000)) as never } } },
    { planDigest: digestOf(random(1000)) },
    { evidence: { ...evidence, at: instant(evidence.at + 1 + random(1000)) } },
    { certificate: { ...certificate, at: instant(certificate.at + 1 + random(1000)) } },
    { deadline: instant(deployment.deadline + 1 + random(1000)) },
    { askedAt: instant(deployment.askedAt + 1 + random(1000)) },
  ];
  const other = { ...deployment, ...oneOf(changed, random) } as Deployment;
  return { bytes: goodBytes, context: { ...context, deployment: other } };
};

const another = (old: unknown): unknown =>
  typeof old === 'number'
    ? old + 1
    : typeof old === 'string' && old !== ''
      ? `${old.slice(0, -1)}${old.endsWith('0') ? '1' : '0'}`
      : 'x';
const OTHERS = [another, () => null, () => '', () => undefined];

/** Every field of the statement in turn, made another, signed anew with the honest key, and asked for by the control plane. */
export const signedFields = (world: ForgeryWorld): readonly (readonly [string, Attack])[] =>
  placesOf(statementOf(world.good)).flatMap((path) =>
    OTHERS.map((change) => canonical(JSON.parse(JSON.stringify(changeAt(statementOf(world.good), path, change)))))
      .filter((statement) => statement !== world.good.statement)
      .map((statement): readonly [string, Attack] => [
        path.join('.'),
        attack(world, signSafely(world, statement), askedUnlessFresh(world, statement, path)),
      ]),
  );

/** A statement that cannot even be bound by a passkey is handed in with the honest signature. */
function signSafely(world: ForgeryWorld, statement: string): Bundle {
  try {
    return world.ada.sign(statement);
  } catch {
    return { ...world.good, statement };
  }
}

// What the control plane itself decides about an approval it would never ask for otherwise: there only the nonce stops it.
const ITS_OWN = ['nonce', 'issuedAt', 'notAfter', 'reason'];
const askedUnlessFresh = (world: ForgeryWorld, statement: string, path: readonly string[]): VerificationContext =>
  ITS_OWN.includes(path.at(-1) ?? '') ? world.context : askedSafely(world, statement);

/** Every field of the signature in turn. */
export const signatureFields = (world: ForgeryWorld): readonly (readonly [string, Attack])[] =>
  placesOf(world.good.signature).flatMap((path) =>
    OTHERS.map((change): readonly [string, Attack] => {
      const signature = JSON.parse(JSON.stringify(changeAt(world.good.signature, path, change)));
      return [path.join('.'), attack(world, { ...world.good, signature })];
    }),
  );

/** What can be tried on a signature of any kind. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  flipBits,
  cutOrInsert,
  changeStatement,
  changeAskedStatement,
  changeSignature,
  signWithAnotherKey,
  writeOtherwise,
  swapParts,
  replay,
  crossUse,
  othersNonce,
  atAnotherTime,
  atAnotherPlace,
  atAnotherPlan,
};

const dishonest = (world: ForgeryWorld, otherwise: Parameters<ForgeryWorld['ada']['sign']>[1]): Attack =>
  attack(world, world.ada.sign(world.good.statement, otherwise));

/** What can be tried on a passkey besides: signed by the honest authenticator, in circumstances that prove too little. */
export const PASSKEY_MUTATIONS: Readonly<Record<string, Mutation>> = {
  wrongOrigin: (world, random) =>
    dishonest(world, {
      origin: oneOf(
        [
          `http://localhost:${7312 + random(1000)}`,
          'https://localhost:7311',
          'http://localhost',
          'http://localhost:7311/',
          'http://127.0.0.1:7311',
          'http://localhost.example:7311',
          'null',
        ],
        random,
      ),
    }),
  wrongSite: (world, random) => dishonest(world, { rpId: oneOf(['localhost.', 'example.org', '127.0.0.1'], random) }),
  insideAnotherPage: (world, random) =>
    dishonest(world, random(2) === 0 ? { crossOrigin: true } : { topOrigin: 'http://localhost:9999' }),
  nobodyThere: (world) => dishonest(world, { isUserPresent: false }),
  nobodyVerified: (world) => dishonest(world, { isUserVerified: false }),
  asRegistration: (world) => dishonest(world, { type: 'webauthn.create' }),
  fallenCounter: (world, random) => {
    const last = 5 + random(100);
    const bundle = world.ada.sign(world.good.statement, { counter: random(last + 1) });
    return attack(world, bundle, { ...world.context, counterOf: () => last });
  },
};
