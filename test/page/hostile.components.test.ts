import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../e2e/world/browser.ts';
import { buildPage } from '../e2e/world/program.ts';
import { watch } from './world/looking.ts';
import { PAYLOADS } from './world/payloads.ts';
import { answersOf, SCENES } from './world/stage.ts';
import { type Answers, StagedPlane } from './world/staged-plane.ts';

/** Each load of a page carries so many in each field. */
const AT_A_TIME = 25;
const BATCHES = Array.from({ length: PAYLOADS.length / AT_A_TIME }, (_, index) =>
  PAYLOADS.slice(index * AT_A_TIME, (index + 1) * AT_A_TIME).join('\n'),
);

/** Fields whose text comes from elsewhere, by name, wherever they stand. */
const FOREIGN = new Set(
  `reason ticket version commit author subject problem lastProblem note text detail requester onBehalfOf owner approver approvers
   principal who for default name lines logTail markdown artifacts verified rootCause unit environment replaces key before after
   gate source requests_by gates armed mayApprove inTheWay message person groups strategyText authors`
    .split(/\s+/)
    .filter((name) => name !== 'gates'),
);
/** What the page decides by, and what would not be a name any longer. */
const KEPT = /^(production-promotion|environment-red|ambiguous-metrics|after-rollback|person:ada)$/;

/** An answer with hostile text in every field that holds somebody's words. */
function poisoned(value: unknown, text: string, isForeign = false): unknown {
  if (typeof value === 'string') return isForeign && !KEPT.test(value) ? text : value;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, text, isForeign));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, poisoned(part, text, isForeign || FOREIGN.has(name))]),
  );
}

const SHOWN = [SCENES.canary, SCENES.awaiting, SCENES.ambiguous, SCENES.rolledBack];
const clean = answersOf(SHOWN);
const poisonedAnswers = (text: string): Answers =>
  Object.fromEntries(
    // Who asks and which events there are stay readable: a page that shows nothing would pass.
    Object.entries(clean).map(([route, answer]) => [
      route,
      /whoami|\/events$/.test(route) ? answer : poisoned(answer, text),
    ]),
  );

let plane: StagedPlane;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  await buildPage();
  plane = await StagedPlane.open(clean);
  browser = await Browser.open();
  page = browser.page;
});
afterAll(async () => {
  await browser?.close();
  await plane?.close();
});

const { canary, awaiting, ambiguous, rolledBack } = SCENES;
const PLACES: readonly (readonly [path: string, isThere: string])[] = [
  ['/', '.place'],
  ['/deployments', '.past'],
  [`/d/${canary.view.id}`, '.tile'],
  [`/d/${canary.view.id}/evidence`, '.check'],
  [`/d/${canary.view.id}/plan`, '.planned'],
  [`/d/${canary.view.id}/logs`, '.log'],
  [`/d/${canary.view.id}/reports`, '.kinds'],
  [`/d/${awaiting.view.id}/approve`, '.sheet'],
  [`/d/${ambiguous.view.id}/approve`, '.numbers'],
  [`/d/${rolledBack.view.id}`, '.timeline'],
];

/** What hostile text made of a page: marks it left, and elements that no part of ours makes. */
const madeOf = () => {
  // biome-ignore lint/suspicious/noExplicitAny: this function runs in the browser, whose types the tests do not load.
  const world = globalThis as any;
  const strange =
    'img, iframe, object, embed, base, video, math, portal, xss, script:not([src^="/assets/"]), style, a[href^="javascript:"]';
  return {
    pwned: world.pwned ?? null,
    strange: world.document.querySelectorAll(`body ${strange.replaceAll(', ', ', body ')}`).length,
  };
};

it('holds two hundred different payloads', () => {
  expect(new Set(PAYLOADS).size).toBe(200);
});

it.each(PLACES)('shows hostile text in every field of %s as text', async (path, isThere) => {
  const { trouble } = watch(page, plane.origin);
  for (const batch of BATCHES) {
    plane.put(poisonedAnswers(batch));
    await page.goto(plane.origin + path);
    await page.locator(isThere).first().waitFor();

    // It is really there, or nothing was shown that it could be.
    expect(await page.locator('main').textContent()).toContain(batch.slice(0, 12));
    expect(await page.evaluate(madeOf)).toEqual({ pwned: null, strange: 0 });
  }
  expect(trouble).toEqual([]);
});
