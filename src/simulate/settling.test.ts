import { describe, expect, it } from 'vitest';
import { settling } from './settling.ts';

describe('settling', () => {
  it('waits until a long chain of promises has gone on to its end', async () => {
    const settled = settling();
    let links = 0;
    void (async () => {
      for (let link = 0; link < 1_000; link += 1) {
        await Promise.resolve();
        links += 1;
      }
    })();

    await settled();

    expect(links).toBe(1_000);
  });

  it('gives the event loop a turn now and then, so that a long play can be stopped', async () => {
    const settled = settling();
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      if (turns < 3) setImmediate(turn);
    };
    setImmediate(turn);

    for (let call = 0; call < 1_000; call += 1) await settled();

    expect(turns).toBe(3);
  });
});
