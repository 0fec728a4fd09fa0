import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inaccessible } from './world/axe.ts';
import { buildPage, enter, openBrowser, type Visit, visit } from './world/room-visit.ts';
import { answersOfRooms, auditOf, tokensOf } from './world/rooms.ts';
import { NOW } from './world/scenes.ts';
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

/** The numbers of the rows that are drawn, and whether there was anything further down. */
const A_LITTLE_FURTHER = `(async () => {
  const drawn = [...document.querySelectorAll('.audit-table tbody tr')];
  const rows = drawn.map((row) => row.firstElementChild.textContent);
  const box = document.querySelector('.audit-box');
  const before = box.scrollTop;
  // Whoever scrolls on before it is drawn where they are, sees nothing there.
  const ends = [document.querySelector('.audit-table thead').getBoundingClientRect().bottom + 4, box.getBoundingClientRect().bottom - 4];
  const isThere = (y) => drawn.some((row) => { const { top, bottom } = row.getBoundingClientRect(); return top <= y && y <= bottom; });
  if (ends.every(isThere)) box.scrollBy(0, box.clientHeight * 0.9);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return { rows, moved: box.scrollTop !== before };
})()`;

/** Something that happened to an environment, as the stream tells it. */
const HELD = {
  ...{ deployment: null, unit: 'checkout', environment: 'production', version: 1, type: 'EnvironmentHeld' },
  ...{ time: new Date(NOW).toISOString(), principal: 'person:ada', body: {} },
};

describe('the audit', () => {
  it('holds a thousand entries with few rows in the page, and gives each of them to whoever scrolls', async () => {
    plane.put({
      'GET /audit': (_: unknown, query: URLSearchParams) => {
        const cursor = query.get('cursor');
        return auditOf(cursor === null ? 1_000 : Number(cursor) - 1, Number(query.get('limit')));
      },
    });
    await enter(one, plane, '/audit');
    const seen = new Set<number>();
    let most = 0;
    /** What is drawn now, and then a little further down; whether that led anywhere. */
    const look = async (): Promise<boolean> => {
      const { rows, moved } = await page.evaluate<{ rows: string[]; moved: boolean }>(A_LITTLE_FURTHER);
      most = Math.max(most, rows.length);
      for (const text of rows) seen.add(Number(text.replaceAll(/\D/g, '')));
      return moved;
    };
    for (let still = 0; still < 50 && seen.size < 1_000; ) still = (await look()) ? 0 : still + 1;

    expect(seen.size).toBe(1_000);
    expect(most).toBeGreaterThan(10);
    expect(most).toBeLessThan(80);
  });

  it('is narrowed down by what is asked of the control plane', async () => {
    const queries: string[] = [];
    plane.put({
      'GET /audit': (_: unknown, query: URLSearchParams) => {
        queries.push(query.toString());
        return auditOf(40, 40);
      },
    });
    await enter(one, plane, '/audit');
    await page.getByLabel('Entry').selectOption('ApprovalGranted');
    await page.getByRole('combobox', { name: 'By', exact: true }).selectOption('person:');
    await page.getByLabel('Since').fill('2026-11-20');

    await expect
      .poll(() => queries.at(-1))
      .toBe('principal=person%3A&type=ApprovalGranted&since=2026-11-19T23%3A00%3A00.000Z&limit=200');
  });

  it('shows what is added as it comes, and keeps what somebody reads where it is', async () => {
    let newest = 1_000;
    plane.put({
      'GET /audit': (_: unknown, query: URLSearchParams) => {
        const cursor = query.get('cursor');
        const from = cursor === null ? newest : Number(cursor) - 1;
        return { ...auditOf(from, Number(query.get('limit'))), head: { seq: newest, hash: 'sha256:1' } };
      },
    });
    const row = (seq: string, index: number) => page.locator(`tr[aria-rowindex="${index}"]`, { hasText: seq });
    await enter(one, plane, '/audit');
    await row('1 000', 2).waitFor();
    await expect.poll(() => plane.followers).toBeGreaterThan(0);
    const tell = (): void => {
      newest += 1;
      plane.tell(HELD);
    };
    tell();
    await row('1 001', 2).waitFor();

    await page.locator('.audit-box').evaluate((element) => element.scrollTo(0, 2_000));
    await row('953', 50).waitFor();
    const before = await row('953', 50).boundingBox();
    tell();
    await row('953', 51).waitFor();

    expect((await row('953', 51).boundingBox())?.y).toBeCloseTo(before?.y ?? -1, -1);
  });

  it('gives the whole record away in one file, part after part', async () => {
    const parts = [
      { text: 'first\n', next: 40, until: 90, done: false },
      { text: 'last\n', next: 90, until: 90, done: true },
    ];
    const newest = Object.values(SCENES)
      .map(({ view }) => view)
      .toSorted((a, b) => b.openedAt.localeCompare(a.openedAt))[0]?.id;
    plane.put({
      [`GET /deployments/${newest}/record`]: (_: unknown, query: URLSearchParams) =>
        parts[query.get('after') === '0' ? 0 : 1],
    });
    await enter(one, plane, '/audit');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export the record' }).click();
    const download = await downloading;

    expect(download.suggestedFilename()).toBe(`${newest}.record.ndjson`);
    expect(await readFile(await download.path(), 'utf8')).toBe('first\nlast\n');
    await page.getByText(`plimsoll verify --bundle ${newest}.record.ndjson`).waitFor();
  });

  it('says where the record was altered, loudly', async () => {
    const broken = { seq: 41, detail: 'its hash is not the hash of what it says' };
    plane.put({ 'GET /audit': { ...auditOf(60, 60), chain: { ...auditOf(60, 60).chain, broken } } });
    await enter(one, plane, '/audit');

    expect(await page.getByRole('alert').innerText()).toContain('Altered at entry 41');
    expect(await page.getByRole('alert').innerText()).toContain('its hash is not the hash of what it says');
    expect(await inaccessible(page)).toEqual([]);
  });
});

describe('who is told', () => {
  it('gets a test message, and what they answered is shown as their word', async () => {
    const tested = { unit: 'shipping', name: 'webhook', to: 'webhook https://hooks.example', id: 'msg_t' };
    plane.put({ 'POST /notifications/test': { ...tested, taken: false, answer: '<b>503</b> closed' } });
    await enter(one, plane, '/settings');
    await page.getByRole('button', { name: 'Send a test message shipping webhook' }).click();

    await page.getByText('Not taken').waitFor();
    expect(await page.getByText('<b>503</b> closed').count()).toBe(1);
    expect(plane.asked.filter(({ method }) => method === 'POST')).toMatchObject([
      { path: '/notifications/test', body: { unit: 'shipping', receiver: 'webhook' } },
    ]);
  });
});

describe('a token', () => {
  it('is shown once, when it is made, and is gone from the page with the dialog', async () => {
    const [token] = tokensOf();
    plane.put({ 'POST /tokens': { secret: 'plm_agent_SECRET', token } });
    await enter(one, plane, '/settings');
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByLabel('Name').fill('builder');
    await page.getByLabel('Who answers for it').fill('person:ada');
    await page.getByLabel('Only for environments').fill('staging, production');
    expect(await inaccessible(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('plm_agent_SECRET').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    expect(await page.content()).not.toContain('SECRET');
    expect(plane.asked.filter(({ method }) => method === 'POST')).toMatchObject([
      {
        path: '/tokens',
        body: {
          ...{ kind: 'agent', name: 'builder', owner: 'person:ada', lifetime: 86_400 },
          scope: { units: null, environments: ['staging', 'production'], actions: null },
        },
      },
    ]);
  });

  it('is ended with a reason', async () => {
    plane.put({ 'POST /tokens/tok_builder/revoke': tokensOf()[0] });
    await enter(one, plane, '/settings');
    await page.getByRole('button', { name: 'End it' }).first().click();
    await page.getByLabel('Why').fill('it is not used');
    await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    expect(plane.asked.filter(({ method }) => method === 'POST')).toMatchObject([
      { path: '/tokens/tok_builder/revoke', body: { reason: 'it is not used' } },
    ]);
  });
});
