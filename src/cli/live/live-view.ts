import type { EventLine } from '../../api/control-plane.ts';
import { NO_STORY, type Story, tell } from '../../api/shown/passage.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { Look } from '../render/look.ts';
import { frame } from './frame.ts';
import { press, type Steered, type Wish } from './keys.ts';
import type { LiveModel } from './model.ts';
import { untilNextFrame } from './pacing.ts';
import { isAllowed } from './parts/foot.ts';
import { Screen, type Terminal } from './screen.ts';

/** Time and timers, held by whoever runs the view. */
export interface Ticking {
  /** Milliseconds that only rise. */
  now(): number;
  /** Calls back after so many milliseconds; gives what takes that back. */
  after(milliseconds: number, call: () => void): () => void;
}

/** What the view asks of its surroundings. */
export interface Asked {
  readonly look: Look;
  readonly terminal: Terminal;
  readonly ticking: Ticking;
  /** Whether a person can press keys. */
  readonly hasKeys: boolean;
  readonly onWish: (wish: NonNullable<Wish>) => void;
}

/** Silence shorter than this is not worth saying: a question for news stays open a second. */
const SILENT_AFTER = 5_000;
/** A clock on the screen goes on once a second. */
const CLOCK = 1_000;
/** What became of a key stands this long. */
const SAID_FOR = 8_000;

/** The live view: takes in what happens, what is pressed and the time, and shows at most two frames a second. */
export class LiveView {
  readonly #asked: Asked;
  readonly #screen: Screen;
  #story: Story = NO_STORY;
  #view: DeploymentView | null = null;
  #seenAt = 0;
  #steered: Steered = { areGatesShown: true, foot: { kind: 'keys' } };
  #saidAt = 0;
  #paintedAt: number | null = null;
  #next: (() => void) | null = null;
  #isOver = false;

  constructor(asked: Asked) {
    this.#asked = asked;
    this.#screen = new Screen(asked.terminal);
    if (!asked.hasKeys) this.#steered = { ...this.#steered, foot: { kind: 'none' } };
  }

  /** What was read of the deployment just now. */
  take(events: readonly EventLine[], view: DeploymentView): void {
    this.#story = events.reduce(tell, this.#story);
    this.#view = view;
    this.#seenAt = this.#asked.ticking.now();
    this.#plan(0);
  }

  /** What came from the keyboard. */
  type(keys: string): void {
    const view = this.#view;
    const whyNot = (act: 'hold' | 'rollback'): string => {
      if (view === null || isAllowed(view, act)) return '';
      return view.allowed.find(({ request }) => request === act)?.why ?? 'not now';
    };
    const { after, wish } = press(this.#steered, keys, whyNot);
    this.#steered = after;
    this.#saidAt = this.#asked.ticking.now();
    this.#plan(0);
    if (wish !== null) this.#asked.onWish(wish);
  }

  /** What became of something that was asked for. */
  say(text: string, isGood: boolean): void {
    this.#steered = { ...this.#steered, foot: { kind: 'said', text, isGood } };
    this.#saidAt = this.#asked.ticking.now();
    this.#plan(0);
  }

  /** The terminal has another size now. */
  resized(): void {
    this.#plan(0);
  }

  /** Gives the terminal away for a while: the next frame begins below what others write. */
  pause(): void {
    this.#screen.leave();
  }

  /** Shows the last frame and leaves it where it is. */
  end(): void {
    this.#isOver = true;
    this.#next?.();
    this.#steered = { ...this.#steered, foot: { kind: 'none' } };
    this.#paint();
    this.#screen.leave();
  }

  #plan(wanted: number): void {
    if (this.#isOver || this.#view === null) return;
    const { ticking } = this.#asked;
    const wait = Math.max(wanted, untilNextFrame(this.#paintedAt, ticking.now()));
    this.#next?.();
    this.#next = ticking.after(wait, () => {
      this.#paint();
      this.#plan(CLOCK);
    });
  }

  #paint(): void {
    const model = this.#model();
    if (model === null) return;
    const { terminal, look, ticking } = this.#asked;
    if (this.#screen.show(frame(model, terminal.size(), look))) this.#paintedAt = ticking.now();
  }

  #model(): LiveModel | null {
    if (this.#view === null) return null;
    const now = this.#asked.ticking.now();
    const silence = now - this.#seenAt;
    if (this.#steered.foot.kind === 'said' && now - this.#saidAt >= SAID_FOR) {
      this.#steered = { ...this.#steered, foot: { kind: 'keys' } };
    }
    return {
      ...this.#steered,
      view: this.#view,
      story: this.#story,
      now: Date.parse(this.#view.at) + silence,
      silentFor: silence >= SILENT_AFTER ? silence / 1_000 : null,
    };
  }
}
