import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inaccessible } from './world/axe.ts';
import { buildPage, enter, openBrowser, type Visit, visit } from './world/room-visit.ts';
import { answersOfRooms, environmentOf } from './world/rooms.ts';
import { SCENES } from './world/stage.ts';
import { StagedPlane } from './world/staged-plane.ts';

let browser: Browser;
let plane: StagedPlane;
let one: Visit;
let page: Page;
beforeAll(async () => {
  buildPage();
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  plane = await StagedPlane.open(answersOfRooms());
  one = await visit(browser, plane);
  ({ page } = one);
});
afterEach(async () => {
  await one.context.close();
  await plane.close();
});

describe('an environment', () => {
  it('is put on hold by keyboard alone, with the reason that the record keeps', async () => {
    const free = { ...environmentOf(), heldBy: null };
    plane.put({
      'GET /environments/checkout/production': free,
      'POST /environments/checkout/production/hold': environmentOf(),
    });
    await enter(one, plane, '/e/checkout/production');

    await page.getByRole('button', { name: /Put on hold/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await inaccessible(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Why' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(plane.asked.filter(({ method }) => method === 'POST')).toEqual([]);
    await page.getByRole('textbox', { name: 'Why' }).fill('the campaign starts at three');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    expect(plane.asked.filter(({ method }) => method === 'POST')).toMatchObject([
      { path: '/environments/checkout/production/hold', body: { reason: 'the campaign starts at three' } },
    ]);
    await page.getByText('Held by person:ada').waitFor();
  });

  it('says with which command each hold and each drift ends', async () => {
    await enter(one, plane, '/e/checkout/production');
    const commands = await page.locator('main pre').allInnerTexts();

    expect(commands).toEqual([
      `plimsoll rollback ${SCENES.complete.view.id} --to rel_357e079029b2 --reason TEXT`,
      'plimsoll environment release production --reason TEXT',
      `plimsoll decide ${SCENES.rolledBack.view.id} close --root-cause TEXT`,
      'plimsoll environment accept-drift production --reason TEXT',
    ]);
  });
});

describe('can I ship', () => {
  const answer = () => page.locator('[role=status] .notice').innerText();
  const ask = async (at: string, takes = '55m'): Promise<string> => {
    await page.getByLabel('Beginning at').fill(at);
    await page.getByLabel('It takes').fill(takes);
    return answer();
  };

  it('is answered by the rules that the engine asks', async () => {
    await enter(one, plane, '/blackouts');

    expect(await ask('2026-11-24T16:30')).toContain('Yes: 55m from then run into no window.');
    expect(await ask('2026-11-24T17:30')).toMatch(
      /No: it runs into evening-peak\.[\s\S]*Next free:\s+Tue,? 24 Nov 21:00 CET/,
    );
    expect(await ask('2026-11-24T17:30', '30m')).toContain('Yes');
    expect(await ask('2026-12-02T22:00', '4h')).toContain('No: it runs into year-end.');
    expect(await ask('2027-05-01T12:00')).toContain('not known this far ahead');
  });

  it('takes the next free stretch over, and shows times in another zone', async () => {
    await enter(one, plane, '/blackouts');
    await ask('2026-11-24T17:30');
    await page.getByRole('button', { name: 'Take it' }).click();

    expect(await page.getByLabel('Beginning at').inputValue()).toBe('2026-11-24T21:00');
    expect(await answer()).toContain('Yes');
    await page.getByLabel('Times in').selectOption('UTC');
    expect(await page.getByLabel('Beginning at').inputValue()).toBe('2026-11-24T20:00');
    expect(await answer()).toContain('--at 2026-11-24T20:00:00Z --for 55m');
  });

  it('says what is missing instead of answering', async () => {
    await enter(one, plane, '/blackouts');
    await page.getByLabel('It takes').fill('soon');
    await page.getByText('Write how long it takes, such as 45m or 1h30m.').waitFor();
    await page.getByLabel('It takes').fill('55m');
    await page.getByLabel('Beginning at').fill('2026-11-23T10:00');

    await page.getByText('That moment is over.').waitFor();
  });
});

describe('the month of windows', () => {
  const heard = (day: string) => page.locator('.month-day .only-heard').filter({ hasText: day }).first().textContent();
  const month = () => page.locator('main [role=status]').filter({ hasText: /^[A-Z][a-z]+ \d{4}$/ });

  it('is found by keyboard beside the agenda, is kept in the address, and goes on month by month', async () => {
    await enter(one, plane, '/blackouts');
    await page.getByRole('link', { name: 'Month' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('table').waitFor();
    expect(await month().textContent()).toBe('November 2026');
    expect(await page.locator('[aria-current=date]').innerText()).toMatch(/^Tue,? 24 Nov: closed for 3h/);
    expect(await heard('23 Nov')).toMatch(/: over$/);
    expect(await page.getByRole('button', { name: /October 2026/ }).getAttribute('aria-disabled')).toBe('true');

    await page.getByRole('button', { name: /December 2026/ }).focus();
    await page.keyboard.press('Enter');
    await month().filter({ hasText: 'December 2026' }).waitFor();
    await page.locator('.month-day').first().waitFor();
    expect(new URL(page.url()).search).toBe('?view=month&month=2026-12');
    await page.reload();
    await month().filter({ hasText: 'December 2026' }).waitFor();
    await page.getByRole('button', { name: /November 2026/ }).click();
    await month().filter({ hasText: 'November 2026' }).waitFor();
    await page.goBack();
    await month().filter({ hasText: 'December 2026' }).waitFor();
    await page.getByRole('link', { name: 'Agenda' }).click();
    await page.locator('.agenda').waitFor();

    expect(new URL(page.url()).search).toBe('');
  });

  it('asks for all of what it shows, and says of each day in words how it stands, on the clocks of the chosen zone', async () => {
    const asked: string[] = [];
    const { 'GET /environments/checkout/production/blackouts': windows } = answersOfRooms();
    plane.put({
      'GET /environments/checkout/production/blackouts': (_: unknown, query: URLSearchParams) => {
        asked.push(`${query.get('from')} ${query.get('days')}`);
        return windows;
      },
    });
    await enter(one, plane, '/blackouts?view=month&month=2026-12');
    await page.locator('.month-day').first().waitFor();

    expect(asked).toContain('2026-11-29T23:00:00.000Z 43');
    expect(await heard(' 2 Dec')).toMatch(/^Wed,? 2 Dec: closed for 3h, 18:00–21:00 evening-peak$/);
    expect(await heard(' 3 Dec')).toMatch(
      /^Thu,? 3 Dec: closed for 23h, 01:00–24:00 year-end, 18:00–21:00 evening-peak$/,
    );
    expect(await heard(' 5 Dec')).toMatch(/^Sat,? 5 Dec: all day, year-end, /);
    await page.getByLabel('Times in').selectOption('UTC');
    await page.getByText('December 2026 on the clocks of UTC').waitFor();
    expect(await heard(' 3 Dec')).toMatch(/^Thu,? 3 Dec: all day, year-end, 17:00–20:00 evening-peak$/);

    await page.getByRole('button', { name: /January 2027/ }).click();
    await month().filter({ hasText: 'January 2027' }).waitFor();
    await page.locator('.month-day').first().waitFor();
    expect(await heard(' 6 Jan')).toMatch(/: no window$/);
    expect(await heard('30 Jan')).toMatch(/: not known$/);
  });
});

describe('a deployment whose stage could be made shorter', () => {
  it('leads to that consent, and says who signed it; once the stage is over it does not', async () => {
    await enter(one, plane, `/d/${SCENES.complete.view.id}`);
    await page.getByRole('heading', { name: 'Facts' }).waitFor();
    expect(await page.getByRole('link', { name: /^Consents: / }).count()).toBe(0);

    await enter(one, plane, `/d/${SCENES.canary.view.id}`);
    const link = page.getByRole('link', { name: /^Consents: make stage 1\/\d at 10 % shorter$/ });
    await link.waitFor();
    expect(await page.locator('.deployment-rail').innerText()).toContain('Signed by person:bob');
    await link.click();

    await page.getByRole('heading', { name: 'A stage or bake made shorter' }).waitFor();
  });
});

describe('the canary chart', () => {
  const CANARY = `/d/${SCENES.canary.view.id}`;
  const first = () => page.locator('.canary').first();
  const reading = () => first().locator('.canary-reading').innerText();

  beforeEach(async () => {
    await enter(one, plane, CANARY);
    await first().locator('.canary-plot > svg').first().waitFor();
  });

  it('is read by pointer and by arrow keys, in the same words', async () => {
    const plot = first().getByRole('slider');
    const before = await plot.getAttribute('aria-valuetext');
    await plot.focus();
    await page.keyboard.press('ArrowLeft');
    const left = await plot.getAttribute('aria-valuetext');
    expect(left).not.toBe(before);
    expect(await reading()).toBe(left);
    await page.keyboard.press('Home');
    expect(await plot.getAttribute('aria-valuenow')).toBe('0');
    await page.keyboard.press('End');
    expect(await plot.getAttribute('aria-valuetext')).toBe(before);

    const box = await plot.boundingBox();
    if (box === null) throw new Error('no chart');
    await page.mouse.move(box.x + box.width / 2, box.y + 60);
    expect(await reading()).toMatch(/^\d\d:\d\d:\d\d: (candidate|no data)/);
    expect(await first().locator('.canary-read line').count()).toBe(1);
  });

  it('is a table with the same numbers, and a difference to stable, where that is asked for', async () => {
    const last = await first().getByRole('slider').getAttribute('aria-valuetext');
    await first().getByText('As a table').click();
    const cells = await first().locator('tbody tr').last().locator('td').allInnerTexts();
    expect(last).toContain(`${cells[0]}: candidate ${cells[1]}`);
    expect(await first().locator('tbody').innerText()).toContain('no data');

    const absolute = await first().locator('.canary-plot > svg').first().innerHTML();
    await first().getByLabel('Difference to stable').check();
    expect(await first().locator('.canary-plot > svg').first().innerHTML()).not.toBe(absolute);
    expect(await first().getByRole('slider').getAttribute('aria-valuetext')).toContain('over stable');
    expect(await inaccessible(page, '.canaries')).toEqual([]);
  });

  it('names itself and says in a sentence what it shows', async () => {
    const svg = first().locator('.canary-plot > svg').first();

    expect(await svg.locator('title').first().textContent()).toBe('error_rate < 1%');
    expect(await svg.locator('desc').textContent()).toContain('Nothing was measured in 2 stretches of it.');
    expect(await first().locator('h3').innerText()).toBe('error_rate < 1%');
  });
});
