import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE = 60_000;
/** Milliseconds between visits: whoever looks without a pause takes the machine from those who are looked at. */
const BETWEEN = 100;

/** What one visit to a site showed: the version that each of its parts is of, null for one that was not there. */
type Shown = Readonly<Record<string, string | null>>;

/** A visitor of a static site who looks at its page and what belongs to it, again and again, by plain GETs. */
export class Visitor {
  readonly #visits: Shown[] = [];
  readonly #site: string;
  readonly #parts: readonly string[];
  readonly #visiting: Promise<void>;
  #isLeaving = false;

  constructor(site: string, parts: readonly string[]) {
    this.#site = site;
    this.#parts = parts;
    this.#visiting = this.#visit();
    // Told by `leave`.
    this.#visiting.catch(() => undefined);
  }

  /** Ends the visit under way and gives the different visits there were, in the order in which each was first seen. */
  async leave(): Promise<readonly Shown[]> {
    this.#isLeaving = true;
    await this.#visiting;
    return [...new Set(this.#visits.map((one) => JSON.stringify(one)))].map((text) => JSON.parse(text) as Shown);
  }

  async #visit(): Promise<void> {
    while (!this.#isLeaving) {
      this.#visits.push(await lookAt(this.#site, this.#parts));
      await pause(BETWEEN);
    }
  }
}

/** Looks at a site once: its page, and its parts where the page says that they are. */
export async function lookAt(site: string, parts: readonly string[]): Promise<Shown> {
  const page = await read(new URL('index.html', site));
  const base = new URL(/<base href="([^"]*)"/.exec(page ?? '')?.[1] ?? '', site);
  const shown: Record<string, string | null> = { 'index.html': versionIn(page) };
  for (const part of parts) shown[part] = versionIn(await read(new URL(part, base)));
  return shown;
}

async function read(url: URL): Promise<string | null> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
  const text = await answer.text();
  if (answer.ok) return text;
  if (answer.status === 404) return null;
  throw new Error(`${url.href}: ${answer.status} ${text}`);
}

const versionIn = (text: string | null): string | null => /\d+\.\d+\.\d+/.exec(text ?? '')?.[0] ?? null;
