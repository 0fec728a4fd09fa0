import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { processesOf } from './processes.ts';

// Nothing here weakens what pages may do to each other. `--no-sandbox`: tests run as root in a container.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real browser with one page. */
export class Browser {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #folder: string;

  private constructor(context: BrowserContext, page: Page, folder: string) {
    this.#context = context;
    this.page = page;
    this.#folder = folder;
  }

  /** `more` may say where a name is, and which certificate of a test is good; never what pages may do to each other. */
  static async open(more: readonly string[] = []): Promise<Browser> {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-browser-'));
    const options = { executablePath: '/usr/bin/chromium', headless: true, args: [...FLAGS, ...more] };
    const context = await chromium.launchPersistentContext(folder, options);
    return new Browser(context, context.pages()[0] ?? (await context.newPage()), folder);
  }

  /** The words that the browser and its helpers were started with. */
  commandLines(): readonly string[] {
    return processesOf(this.#folder).map(({ command }) => command);
  }

  async close(): Promise<void> {
    await this.#context.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** An authenticator in the browser, as the debugging protocol makes it: it proves no person, and says whatever a test wants. */
export class VirtualAuthenticator {
  readonly #session: CDPSession;
  readonly #id: string;

  private constructor(session: CDPSession, id: string) {
    this.#session = session;
    this.#id = id;
  }

  static async plugInto(page: Page): Promise<VirtualAuthenticator> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new VirtualAuthenticator(session, authenticatorId);
  }

  /** Gives another page an authenticator with the same passkeys, as devices of one person share them. */
  async copyTo(page: Page): Promise<void> {
    const other = await VirtualAuthenticator.plugInto(page);
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', { authenticatorId: this.#id });
    for (const credential of credentials) {
      await other.#session.send('WebAuthn.addCredential', { authenticatorId: other.#id, credential });
    }
  }

  /** Whether it finds that it is its person, when it is asked. */
  async verifies(isUserVerified: boolean): Promise<void> {
    await this.#session.send('WebAuthn.setUserVerified', { authenticatorId: this.#id, isUserVerified });
  }
}
