import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signAct } from '../../src/approval/act/sign.ts';
import type { EnvironmentAct } from '../../src/core/guard/verified-act.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import { isMeasurement } from '../../src/journal/chain.ts';
import type { Entry, Json } from '../../src/ports/journal.ts';
import { Review } from '../../src/verify/review/review.ts';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../api/control-plane.ts';

const PLACE = { unit: 'checkout', environment: 'production' };

let here: ControlPlaneOnBench;
let entries: readonly Entry[];
beforeAll(async () => {
  here = await aControlPlane();
  await here.enrol();
  const { id } = (await here.plane.open(REQUEST)).view;
  await here.until(id, 'awaiting-approval');
  await here.approve(id);
  await here.until(id, 'completed');
  await here.plane.holdEnvironment(PLACE, 'an audit');
  await signed('release', 'the audit is over');
  here.machine.site('checkout').router.interfere({ kind: 'out-of-service' });
  await signed('accept-drift', 'it was a drill');
  entries = await here.journal.readAll(0, 100_000);
});
afterAll(() => here.close());

async function signed(act: EnvironmentAct, reason: string): Promise<void> {
  const request = await here.plane.actSheet(PLACE, act);
  const asked = { act, reason, approver: here.ada.person, credentialId: here.ada.keyId };
  const { statement } = await here.plane.actChallenge(PLACE, asked);
  const bundle = signAct(request, reason, statement, here.ada);
  if (isRefusal(bundle)) throw new Error(bundle.message);
  await here.plane.act(PLACE, act, bundle);
}

// biome-ignore lint/suspicious/noExplicitAny: a body is rewritten wherever a forgery wants it.
type Body = Record<string, any>;

/** The rule that is broken where the first entry of a type is rewritten; the chain is left out. */
function brokenWhere(type: string, change: (body: Body) => void): string | undefined {
  const at = entries.findIndex((entry) => entry.type === type);
  expect(at, `there is a ${type}`).toBeGreaterThan(-1);
  const body = structuredClone((entries[at] as Entry).body) as Body;
  change(body);
  return reviewed(entries.with(at, { ...(entries[at] as Entry), body: body as Json }));
}

function reviewed(all: readonly Entry[]): string | undefined {
  const review = new Review([]);
  for (const entry of all) {
    review.reader.linked(entry);
    if (!isMeasurement(entry.stream)) review.reader.entry(entry);
  }
  return review.broken?.why;
}

describe('signatures about an environment', () => {
  it('are sound as they were given', () => {
    expect(reviewed(entries)).toBeUndefined();
  });

  it.each<[string, string, (body: Body) => void, RegExp]>([
    [
      'it answers another hold',
      'EnvironmentClosed',
      (body) => (body.reason = 'lunch'),
      /something else than what stood/,
    ],
    [
      'it is said to be for drift',
      'EnvironmentReopened',
      ({ act }) => (act.act = 'accept-drift'),
      /does not say release/,
    ],
    ['its level is raised', 'EnvironmentReopened', ({ act }) => (act.assurance = 'A2'), /misquoted/],
    ['its groups are others', 'EnvironmentReopened', ({ act }) => (act.groups = ['group:leads']), /misquoted/],
    ['its reason is another', 'EnvironmentReopened', ({ act }) => (act.reason = 'x'), /misquoted/],
    ['other drift was found', 'DriftFound', ({ differences }) => differences.pop(), /something else than what stood/],
    ['drift is said to be a release', 'DriftAccepted', ({ act }) => (act.act = 'release'), /does not say accept-drift/],
    ['drift was accepted for another unit', 'DriftAccepted', ({ act }) => (act.unit = 'x'), /misquoted/],
  ])('fall where %s', (_what, type, change, why) => {
    expect(brokenWhere(type, change)).toMatch(why);
  });

  it('fall where the policy in force names somebody else', () => {
    const broken = brokenWhere('PolicyAdopted', ({ policy }) => {
      policy.protection.checkpoints.productionPromotion.approvers = ['person:eve'];
    });

    expect(broken).toMatch(/another policy was adopted/);
  });
});
