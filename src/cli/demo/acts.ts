import type { DeploymentView } from '../../api/view.ts';
import type { Scenario } from './scenario.ts';
import { settle } from './settle.ts';
import { type Stage, tell } from './stage.ts';
import { must, type Shipping, ship } from './story.ts';
import { sendUsers } from './users.ts';
import { FreezeAhead } from './window.ts';

/** What came of one act. */
export interface Acted {
  readonly scenario: Scenario | 'first';
  readonly view: DeploymentView;
  /** What users asked of the candidate, where it was taken back. */
  readonly exposed: { readonly requests: number; readonly errors: number } | null;
  /** Whether it went as told. */
  readonly asTold: boolean;
}

/** The first release, and the users that come as soon as it serves. */
export async function openTheShop(stage: Stage): Promise<Acted> {
  tell(
    stage,
    '\nAct 1. Storefront 1.0: the first release. Nothing serves yet, so a rollback would take it out of service.',
  );
  let users: Promise<void> | undefined;
  const view = await ship(stage, {
    reason: 'open the shop',
    onEvent: (event) => {
      // Users come as soon as the doors are open: without them the bake would have nothing to judge.
      if (event.type === 'ProductionDeployed') users ??= sendUsers(stage);
    },
  });
  await users;
  must(view, 'completed');
  return { scenario: 'first', view, exposed: null, asTold: true };
}

type Act = (stage: Stage, title: string) => Promise<Acted>;

/** Plays an act under its number. */
export const playAct = (stage: Stage, scenario: Scenario, number: number): Promise<Acted> =>
  ACTS[scenario](stage, `\nAct ${number}.`);

const ACTS: Readonly<Record<Scenario, Act>> = {
  good: async (stage, title) => {
    tell(
      stage,
      `${title} Storefront 1.1: a good release, under load. Judged at 20 % and 50 %, then it takes all traffic.`,
    );
    await stage.repository.release('1.1', 'Say how a thing is delivered');
    const view = await ship(stage, { reason: 'say how a thing is delivered' });
    must(view, 'completed');
    return { scenario: 'good', view, exposed: null, asTold: true };
  },

  bad: async (stage, title) => {
    tell(stage, `${title} Storefront 1.2: about 8 % of its answers fail, and its tests do not see it.`);
    await stage.repository.release('1.2', 'Say what delivery costs');
    return takenBack(stage, 'bad', { reason: 'say what delivery costs' }, ROOT_CAUSES.bad);
  },

  ambiguous: async (stage, title) => {
    tell(
      stage,
      `${title} Storefront 1.3: every 50th answer fails: 2 %, and the gate says 3 %. Too near to prove it good or bad in time.`,
    );
    await stage.repository.release('1.3', 'Say what others look at');
    const whenAmbiguous = {
      decision: 'rollback',
      reason:
        'stable has no errors and this has some, at the limit; thousands of requests more would only tell how many',
    } as const;
    const acted = await takenBack(
      stage,
      'ambiguous',
      { reason: 'say what others look at', whenAmbiguous },
      ROOT_CAUSES.ambiguous,
    );
    return { ...acted, asTold: acted.asTold && acted.view.rollback?.cause.kind === 'person' };
  },

  crash: async (stage, title) => {
    tell(stage, `${title} Storefront 1.4: each instance ends after 50 answers, is started again, and ends again.`);
    await stage.repository.release('1.4', 'Count the visits');
    return takenBack(stage, 'crash', { reason: 'count the visits' }, ROOT_CAUSES.crash);
  },

  'slow-rollback': async (stage, title) => {
    tell(
      stage,
      `${title} Storefront 1.2 again bad, and the plan promises a rollback within 1 s: to see stable serve again takes longer.`,
    );
    await stage.repository.configure((text) => text.replace('target_time: 10s', 'target_time: 1s'));
    await stage.repository.release('1.2', 'Say what delivery costs');
    const acted = await takenBack(stage, 'slow-rollback', { reason: 'say what delivery costs' }, ROOT_CAUSES.bad);
    const { verifiedSeconds = null, targetSeconds = 0 } = acted.view.rollback ?? {};
    const isSlow = verifiedSeconds !== null && verifiedSeconds > targetSeconds;
    tell(
      stage,
      `  stable was verified after ${verifiedSeconds?.toFixed(1)} s, promised were ${targetSeconds} s: the report says so`,
    );
    return { ...acted, asTold: acted.asTold && isSlow };
  },

  window: async (stage, title) => {
    const freeze = FreezeAhead.from(Date.now());
    tell(
      stage,
      `${title} Storefront 1.1 goes out while a blackout window opens at ${freeze.opens}, for ${freeze.lasts} s.`,
    );
    await stage.repository.configure((text) => freeze.written(text));
    await stage.repository.release('1.1', 'Say how a thing is delivered');
    let met = false;
    const view = await ship(stage, {
      reason: 'say how a thing is delivered',
      beforeApproval: () => freeze.nearly(),
      onEvent: (event) => {
        met ||= freeze.isMetBy(event);
      },
    });
    must(view, 'completed');
    return { scenario: 'window', view, exposed: null, asTold: met };
  },
};

const ROOT_CAUSES = {
  bad: 'parcel.js reads the weight of products that are downloaded and have none: 3 of 30 products answer with 500',
  ambiguous:
    'footprints.js looks for the newest of fifty at place -1 when its ring is full: every 50th answer is a 500',
  crash: 'visits.js writes to nothing after the answer, where nobody catches it: the process ends',
} as const;

/** A release that does not stay: it comes back by itself or by an answer, and its environment is freed with a root cause. */
async function takenBack(stage: Stage, scenario: Scenario, shipping: Shipping, rootCause: string): Promise<Acted> {
  const before = await stage.exposed(null);
  const back = await ship(stage, shipping);
  const exposed = await stage.exposed(before.cursor);
  if (back.phase === 'rolled-back') {
    await settle(stage, back, 'after-rollback', { decision: 'resolve', reason: rootCause });
  }
  const view = await stage.plane.get(back.id);
  if (view.phase === 'closed') tell(stage, `  root cause recorded: ${view.rollback?.rootCause ?? rootCause}`);
  return { scenario, view, exposed, asTold: view.phase === 'closed' };
}
