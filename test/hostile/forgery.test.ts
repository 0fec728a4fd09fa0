import { describe, expect, it } from 'vitest';
import { bundleBytes } from '../../src/approval/bundle.ts';
import { verifyApproval } from '../../src/approval/verify.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import { aForgeryWorld, WAYS } from './forgery/forgery-world.ts';
import {
  type Attack,
  MUTATIONS,
  type Mutation,
  PASSKEY_MUTATIONS,
  signatureFields,
  signedFields,
} from './forgery/mutations.ts';
import { seeded } from './forgery/random.ts';

const SEED = 20_261_120;
/** `npm run campaign:forgery` makes 10 000 of them; what runs with all other tests makes fewer. */
const FORGERIES = Number(process.env.PLIMSOLL_FORGERIES ?? 1_800);

const codeOf = async ({ bytes, context }: Attack): Promise<string> => {
  const answer = await verifyApproval(bytes, context);
  return isRefusal(answer) ? answer.code : 'accepted';
};

describe.each(WAYS)('an approval signed with %s', (way) => {
  const world = aForgeryWorld(way);
  const isPasskey = way !== 'key';

  it('is accepted as it was signed, and so is each honest one where it belongs', async () => {
    expect(await codeOf({ bytes: world.goodBytes, context: world.context })).toBe('accepted');
    // What is refused below is good where it was asked for: nothing here is broken beforehand.
    for (const bundle of [world.rejection, world.bobs]) {
      expect(await codeOf({ bytes: bundleBytes(bundle), context: world.context })).toBe('accepted');
    }
    const elsewhere = { ...world.context, deployment: world.otherDeployment };
    expect(await codeOf({ bytes: bundleBytes(world.elsewhere), context: elsewhere })).toBe('accepted');
  });

  it.each([...signedFields(world), ...signatureFields(world)])('is not accepted with another %s', async (_, attack) => {
    expect(await codeOf(attack)).not.toBe('accepted');
  });

  it(`is accepted after none of ${FORGERIES} / 3 mutations (seed ${SEED})`, async () => {
    const random = seeded(SEED);
    const all: readonly (readonly [string, Mutation])[] = Object.entries({
      ...MUTATIONS,
      ...(isPasskey ? PASSKEY_MUTATIONS : {}),
    });
    const codes = new Map<string, number>();
    const accepted: string[] = [];

    for (let tried = 0; tried < Math.ceil(FORGERIES / WAYS.length); tried += 1) {
      const [name, mutate] = all[tried % all.length] ?? ['', MUTATIONS.flipBits as Mutation];
      const attack = mutate(world, random);
      const code = await codeOf(attack);
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (code === 'accepted') accepted.push(`${name}, number ${tried}: ${attack.bytes.toString()}`);
    }

    expect(accepted).toEqual([]);
    // They reach deep: had all died of their form, the checks behind it would not have been tried.
    for (const code of [...REACHED, ...(isPasskey ? REACHED_WITH_PASSKEY : [])]) {
      expect(codes.get(code) ?? 0, code).toBeGreaterThan(0);
    }
  });
});

const REACHED = [
  'approval-malformed',
  'approval-not-canonical',
  'approval-for-another-control-plane',
  'approval-for-another-deployment',
  'approval-for-another-moment',
  'approval-for-another-plan',
  'approval-log-head-unknown',
  'approval-nonce-unknown',
  'approval-nonce-spent',
  'approval-nonce-for-another-statement',
  'approval-from-the-future',
  'approval-expired',
  'approver-unknown',
  'approver-key-revoked',
  'approver-key-of-another',
  'approval-signature-invalid',
];
const REACHED_WITH_PASSKEY = [
  'passkey-origin-wrong',
  'passkey-rp-wrong',
  'passkey-cross-origin',
  'passkey-user-absent',
  'passkey-user-unverified',
  'passkey-type-wrong',
  'passkey-challenge-wrong',
  'passkey-counter-fell',
];
