import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inaccessible } from './world/axe.ts';
import { PAYLOADS } from './world/payloads.ts';
import { buildPage, enter, openBrowser, type Visit, visit } from './world/room-visit.ts';
import { answersOfRooms, auditOf } from './world/rooms.ts';
import { SCENES } from './world/stage.ts';
import { refusal, StagedPlane } from './world/staged-plane.ts';

const ROOMS = {
  environments: '/environments',
  environment: '/e/checkout/production',
  blackouts: '/blackouts',
  audit: '/audit',
  delivery: '/delivery',
  incidents: '/incidents',
  consents: '/consents',
  settings: '/settings',
} as const;
const names = Object.keys(ROOMS) as readonly (keyof typeof ROOMS)[];

let browser: Browser;
let plane: StagedPlane;
const visits: Visit[] = [];
beforeAll(async () => {
  buildPage();
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  plane = await StagedPlane.open(answersOfRooms());
});
afterEach(async () => {
  await Promise.all(visits.splice(0).map(({ context }) => context.close()));
  await plane.close();
});
const come = async (reader?: Parameters<typeof visit>[2]): Promise<Visit> => {
  const one = await visit(browser, plane, reader);
  visits.push(one);
  return one;
};

/** What of a room is more than words: asked of the browser itself. */
const WHAT_ACTS = `({
  hacked: 'hacked' in window,
  scripts: document.querySelectorAll('main script, main iframe, main object, main embed, main link, main meta').length,
  acting: [...document.querySelectorAll('main *')].filter((element) =>
    element.getAttributeNames().some((name) => name.startsWith('on'))).length,
  leading: [...document.querySelectorAll('main a')].filter((link) => !link.href.startsWith(location.origin)).length,
})`;

describe('every room', () => {
  it.each(names)('says who can help where %s is refused, with the code and what to do next', async (name) => {
    const no = refusal(403, 'not-allowed', 'role-may-not', 'An agent may not look at this');
    const asked = [
      '/environments',
      '/environments/checkout/production',
      '/audit',
      '/delivery',
      '/history',
      '/trust',
      '/policies/waiting',
      '/tokens',
    ];
    plane.put(Object.fromEntries(asked.map((path) => [`GET ${path}`, no])));
    const one = await come();
    await enter(one, plane, ROOMS[name]);
    const alert = one.page.locator('main [role=alert]').first();
    await alert.waitFor();

    expect(await alert.textContent()).toContain('An agent may not look at this');
    expect(await alert.textContent()).toContain('the remedy of role-may-not');
    expect(await inaccessible(one.page)).toEqual([]);
  });

  it.each(['environments', 'audit', 'delivery', 'incidents'] as const)('shows that %s loads', async (name) => {
    const forever = () => new Promise(() => undefined);
    plane.put({
      'GET /environments': forever,
      'GET /audit': forever,
      'GET /delivery': forever,
      'GET /history': forever,
    });
    const one = await come();
    await one.page.goto(plane.origin + ROOMS[name]);
    await one.page.locator('main .skeleton').first().waitFor({ state: 'attached' });

    expect(await one.page.locator('main .skeleton').first().textContent()).toContain('Loading');
    expect(await inaccessible(one.page)).toEqual([]);
  });

  it.each([
    ['environments', 'An environment appears with the first deployment to it.'],
    ['blackouts', 'They appear with the first deployment'],
    ['audit', 'Nothing was recorded that fits'],
    ['incidents', 'No incident was recorded'],
    ['settings', 'plimsoll approver add --name NAME'],
  ] as const)('says what will appear, and how, where nothing is yet: %s', async (name, said) => {
    const nothing = { entries: [], cursor: null, head: { seq: 0, hash: '' }, chain: null };
    plane.put({
      'GET /environments': [],
      'GET /history': { deployments: [], cursor: null },
      'GET /audit': nothing,
      'GET /tokens': [],
      'GET /trust': { controlPlaneId: 'cp', list: null, fingerprint: null, proposals: [] },
    });
    const one = await come();
    await enter(one, plane, ROOMS[name]);

    await one.page.getByText(said).first().waitFor();
    expect(await inaccessible(one.page)).toEqual([]);
  });

  it('keeps what it shows when the control plane goes away, and offers nothing that needs it', async () => {
    const one = await come();
    await enter(one, plane, ROOMS.environment);
    plane.put({ 'GET /environments/checkout/production': { ...(await fetchView()), heldBy: null } });
    await one.page.reload();
    const button = one.page.getByRole('button', { name: /Put on hold/ });
    await button.waitFor();

    plane.goAway();
    await one.page.locator('.away-banner').waitFor();

    expect(await one.page.getByText('2.13.4').first().isVisible()).toBe(true);
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    expect(await inaccessible(one.page)).toEqual([]);
  });

  const fetchView = async (): Promise<object> =>
    (await (await fetch(`${plane.origin}/api/v1/environments/checkout/production`)).json()) as object;

  it.each([
    ['each word another of 200 payloads', 60, (turn: () => string) => () => turn()],
    ['every word all of them', 5, () => () => PAYLOADS.join(' ')],
  ] as const)('shows words of others as words and nothing else: %s', async (_, rows, saidBy) => {
    let at = 0;
    const turn = (): string => PAYLOADS[at++ % PAYLOADS.length] ?? '';
    const said = saidBy(turn);
    plane.put({ ...answersOfRooms(said), 'GET /audit': auditOf(rows, rows, said) });
    const one = await come();
    for (const [name, path] of [...Object.entries(ROOMS), ['canary', `/d/${SCENES.canary.view.id}`] as const]) {
      await enter(one, plane, path);
      await openEverything(one);

      const found = await one.page.evaluate<unknown>(WHAT_ACTS);
      expect(found, name).toEqual({ hacked: false, scripts: 0, acting: 0, leading: 0 });
    }
    expect(one.escapes).toEqual([]);
    expect(one.troubles).toEqual([]);
  });

  async function openEverything({ page }: Visit): Promise<void> {
    const shut = page.locator('main details:not([open]) > summary');
    while ((await shut.count()) > 0) await shut.first().click();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  }
});
