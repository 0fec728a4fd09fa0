import type { Page } from 'playwright-core';

/** Where the keyboard is. */
interface Stop {
  /** The id and the words of what has the focus. */
  readonly name: string;
  /** What is wrong with how the focus shows; empty where nothing is. */
  readonly fault: string;
}

// A field that is drawn by its label shows the focus there.
const STOP = `(() => {
  const one = document.activeElement;
  if (one === document.body) return { name: '', fault: '' };
  const name = (one.id + ' ' + (one.labels?.[0]?.textContent ?? one.textContent ?? '')).trim();
  if (one.id === 'content' || one.localName === 'dialog') return { name, fault: '' };
  const shown = getComputedStyle(one).opacity === '0' ? one.closest('label') : one;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return { name, fault: 'no outline' };
  const { x, y, width, height } = shown.getBoundingClientRect();
  if (y < 0 || y + Math.min(height, 24) > innerHeight || x < 0 || x >= innerWidth) return { name, fault: 'outside of the screen' };
  const top = document.elementFromPoint(x + Math.min(width / 2, 40), y + Math.min(height / 2, 12));
  return { name, fault: shown.contains(top) ? '' : 'under ' + top?.localName + '.' + top?.className };
})()`;

/** A page that is still moving there is given so many frames. */
const PATIENCE = 120;
const NEXT_FRAME = 'new Promise((done) => requestAnimationFrame(done))';
/** So many stops no room has. */
const MOST = 80;

/** Somebody who has a keyboard and nothing else, and sees where it is. */
export class Keyboard {
  readonly #page: Page;
  /** Stops whose focus could not be seen, in words. */
  readonly unseen: string[] = [];

  constructor(page: Page) {
    this.#page = page;
  }

  /** Where it is now. */
  async at(): Promise<string> {
    let { name, fault } = await this.#page.evaluate<Stop>(STOP);
    for (let frames = 0; fault !== '' && frames < PATIENCE; frames += 1) {
      await this.#page.evaluate(NEXT_FRAME);
      ({ name, fault } = await this.#page.evaluate<Stop>(STOP));
    }
    if (fault !== '') this.unseen.push(`${name.slice(0, 60)}: ${fault}`);
    return name;
  }

  /** Goes on with the Tab key to what has these words, and tells what was passed. */
  async tabTo(words: string): Promise<readonly string[]> {
    const passed: string[] = [];
    while (passed.length < MOST) {
      await this.#page.keyboard.press('Tab');
      const name = await this.at();
      if (name.includes(words)) return passed;
      passed.push(name);
    }
    throw new Error(`the keyboard never comes to "${words}", only to: ${passed.join(' · ')}`);
  }

  /** Goes to what has these words and presses Enter there. */
  async enter(words: string): Promise<void> {
    await this.tabTo(words);
    await this.#page.keyboard.press('Enter');
  }
}
