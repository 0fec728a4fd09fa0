import type { CDPSession, Page } from 'playwright-core';
import { seenOf } from './layout.ts';
import { NOW } from './scenes.ts';

/** The widths at which pictures are kept: a desk, a tablet, a phone. */
export const WIDTHS = [1_440, 768, 375] as const;
export const THEMES = ['light', 'dark'] as const;

/** How somebody looks at the page. */
export interface Look {
  readonly width: number;
  readonly theme: (typeof THEMES)[number];
}

/** So narrow a screen is touched. */
const TOUCHED = 500;

/** A page at a moment that stands still, looked at in one way after the other. */
export class Looks {
  readonly #page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async at(page: Page): Promise<Looks> {
    await page.clock.setFixedTime(NOW);
    return new Looks(page, await page.context().newCDPSession(page));
  }

  async as({ width, theme }: Look): Promise<void> {
    await this.#page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await this.#page.setViewportSize({ width, height: width < TOUCHED ? 812 : 900 });
    await this.#session.send('Emulation.setTouchEmulationEnabled', { enabled: width < TOUCHED });
    await this.#page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  }

  /** Where everything lies and what it is painted with. */
  seen(): ReturnType<typeof seenOf> {
    return seenOf(this.#page);
  }
}
