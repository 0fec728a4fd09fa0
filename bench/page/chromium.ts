import { type Browser, type CDPSession, chromium } from 'playwright-core';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];

/** A browser whose processes can be asked how much of a processor they have used. */
export interface MeasuredBrowser {
  readonly browser: Browser;
  /** Seconds of a processor that each kind of its processes has used so far: `renderer`, `browser`, `GPU` and others. */
  processorSeconds(): Promise<Readonly<Record<string, number>>>;
}

/** Opens one. */
export async function measuredBrowser(): Promise<MeasuredBrowser> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  const session: CDPSession = await browser.newBrowserCDPSession();
  return {
    browser,
    processorSeconds: async () => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const used: Record<string, number> = {};
      for (const { type, cpuTime } of processInfo) used[type] = (used[type] ?? 0) + cpuTime;
      return used;
    },
  };
}
