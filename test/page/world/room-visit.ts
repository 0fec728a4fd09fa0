import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { NOW } from './scenes.ts';
import type { StagedPlane } from './staged-plane.ts';

const CHROMIUM = '/usr/bin/chromium';
/** Quiet, and with every protection of a browser: without them these tests would prove nothing. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Builds the page where something of it changed. */
export const buildPage = (): void =>
  void execFileSync(process.execPath, [fileURLToPath(new URL('../../../scripts/build-page.mjs', import.meta.url))]);

/** A real browser. */
export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

/** How a reader looks at the page. */
export interface Reader {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
}

/** A reader who is signed in and looks at the page at a moment that stands still, with all that went wrong meanwhile. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors and warnings of the console, and what was thrown. */
  readonly troubles: string[];
  /** Dialogs that opened, and requests that left for another origin. */
  readonly escapes: string[];
}

/** Comes to the page. */
export async function visit(
  browser: Browser,
  plane: StagedPlane,
  { width = 1_440, theme = 'light' }: Reader = {},
): Promise<Visit> {
  const context = await browser.newContext({
    ...{ colorScheme: theme, viewport: { width, height: 900 }, timezoneId: 'Europe/Berlin', locale: 'en-GB' },
    ...{ reducedMotion: 'reduce', hasTouch: width < 500 },
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  const escapes: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
  });
  page.on('pageerror', ({ message }) => troubles.push(message));
  page.on('dialog', (dialog) => {
    escapes.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(plane.origin)) escapes.push(`request ${request.url()}`);
  });
  await page.clock.install({ time: NOW });
  await page.addInitScript("localStorage.setItem('plimsoll-page', 'half')");
  return { page, context, troubles, escapes };
}

/** Goes to a room and waits until all of it is there. */
export async function enter({ page }: Visit, plane: StagedPlane, path: string): Promise<void> {
  await page.goto(plane.origin + path);
  await page.locator('h1').first().waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}
