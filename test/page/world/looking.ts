import type { Page } from 'playwright-core';

/** What a page did that it must not, in words; empty where all is well. */
export interface Watch {
  /** Dialogs, errors, refused scripts and requests to other places. */
  readonly trouble: readonly string[];
}

/** Watches a page of an origin. */
export function watch(page: Page, origin: string): Watch {
  const trouble: string[] = [];
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // That a request was refused or lost is told by the page itself.
    if (['error', 'warning'].includes(message.type()) && !/Failed to load resource|net::ERR_/.test(message.text())) {
      trouble.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) trouble.push(`request: ${request.url()}`);
  });
  return { trouble };
}

/** By how many pixels a page can be scrolled sideways. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => {
    // biome-ignore lint/suspicious/noExplicitAny: this function runs in the browser, whose types the tests do not load.
    const { scrollWidth, clientWidth } = (globalThis as any).document.documentElement;
    return scrollWidth - clientWidth;
  });
