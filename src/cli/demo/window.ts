import { setTimeout as wait } from 'node:timers/promises';
import type { EventLine } from '../../api/control-plane.ts';

/** Staging takes less than this, in milliseconds; on a slow machine the promotion itself meets the window. */
const AHEAD = 25_000;
const LENGTH = 10_000;
/** The approval comes so long before, in milliseconds: the first stage has begun and is not over when the window opens. */
const JUST_BEFORE = 3_000;

/** A blackout window that opens in a moment, so that the rollout runs into it. */
export class FreezeAhead {
  readonly #from: number;

  private constructor(from: number) {
    this.#from = from;
  }

  /** The window that opens soon after a moment, in milliseconds since 1970. */
  static from(now: number): FreezeAhead {
    return new FreezeAhead(Math.ceil((now + AHEAD) / 1_000) * 1_000);
  }

  /** When it opens, as the configuration writes it. */
  get opens(): string {
    return wallTime(this.#from);
  }

  /** How long it lasts, in seconds. */
  get lasts(): number {
    return LENGTH / 1_000;
  }

  /** The configuration with this window in it. */
  written(text: string): string {
    const window = `{ name: demo-freeze, from: "${this.opens}", to: "${wallTime(this.#from + LENGTH)}" }`;
    return text.replace('windows: []', `windows: [${window}]`);
  }

  /** Resolves a little before it opens; at once when that is over. */
  async nearly(): Promise<void> {
    await wait(Math.max(0, this.#from - JUST_BEFORE - Date.now()));
  }

  /** Whether the deployment met the window: held by it, or kept from beginning. */
  isMetBy({ type, body }: EventLine): boolean {
    const { hold, for: waitsFor } = body as { readonly hold?: { readonly reason: string }; readonly for?: string };
    return (type === 'HoldPlaced' && hold?.reason === 'window') || (type === 'PromotionWaits' && waitsFor === 'window');
  }
}

const wallTime = (at: number): string => new Date(at).toISOString().slice(0, 19);
