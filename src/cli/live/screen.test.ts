import { describe, expect, it } from 'vitest';
import { Emulator } from '../../../test/terminal/emulator.ts';
import { Screen } from './screen.ts';

/** A screen on an emulated terminal, with what was written to it. */
function aScreen(columns = 40, rows = 8) {
  const size = { columns, rows };
  const emulator = new Emulator(columns, rows);
  const writes: string[] = [];
  const write = (text: string): void => {
    writes.push(text);
    emulator.write(text);
  };
  return { screen: new Screen({ write, size: () => size }), emulator, writes, size };
}

describe('a screen', () => {
  it('shows each frame with one write, where the one before stood', () => {
    const { screen, emulator, writes } = aScreen();

    screen.show(['one', 'two', 'three']);
    screen.show(['ONE', 'two']);

    expect(writes).toHaveLength(2);
    expect(emulator.all).toBe('ONE\ntwo');
  });

  it('writes nothing when nothing changed', () => {
    const { screen, writes } = aScreen();

    expect([screen.show(['one']), screen.show(['one'])]).toEqual([true, false]);
    expect(writes).toHaveLength(1);
  });

  it('leaves what stood above it, and the last frame, and writes below it', () => {
    const { screen, emulator } = aScreen();
    emulator.write('$ plimsoll deploy\n');

    screen.show(['frame 1', 'more']);
    screen.show(['frame 2']);
    screen.leave();
    emulator.write('report\n');

    expect(emulator.all).toBe('$ plimsoll deploy\nframe 2\nreport');
  });

  it('uses no other screen, and gives the cursor back', () => {
    const { screen, writes } = aScreen();

    screen.show(['one']);
    screen.leave();

    expect(writes.join('')).not.toContain('\u001b[?1049');
    expect(writes[0]).toContain('\u001b[?25l');
    expect(writes.at(-1)).toBe('\u001b[?25h');
  });

  it('covers the frame before also when the terminal became narrower, so that its lines were wrapped', () => {
    const wide = aScreen(20, 8);
    wide.screen.show(['a line of 17 cells', 'short']);
    const narrow = new Emulator(10, 8);
    // A terminal that becomes narrower shows long lines on several rows.
    narrow.write('a line of 17 cells\nshort\n');
    wide.size.columns = 10;
    wide.writes.length = 0;

    wide.screen.show(['new', 'frame']);
    narrow.write(wide.writes.join(''));

    expect(narrow.all).toBe('new\nframe');
  });

  it('paints again in another size, though the frame is the same', () => {
    const { screen, writes, size } = aScreen();
    screen.show(['one']);

    size.rows = 20;

    expect(screen.show(['one'])).toBe(true);
    expect(writes).toHaveLength(2);
  });

  it('knows how wide wide characters are', () => {
    const { screen, emulator } = aScreen(10, 8);

    screen.show(['全部の試験', 'two']);
    screen.show(['短い', 'two']);

    expect(emulator.all).toBe('短い\ntwo');
  });
});
