import { describe, expect, it } from 'vitest';
import { readAside } from './read-aside.ts';

const LIMITS = { small: 1_000, milliseconds: 60_000, megabytes: 256 };
const { signal } = new AbortController();
const big = (count: number) => Buffer.from(`<testsuite name="big">${'<testcase name="t"/>'.repeat(count)}</testsuite>`);

describe('a large result file', () => {
  it('says the same as a small one, and leaves the control plane its time', async () => {
    let ticks = 0;
    const ticking = setInterval(() => {
      ticks += 1;
    }, 5);

    const said = await readAside('junit', big(20_000), 'big.xml', signal, LIMITS);
    clearInterval(ticking);

    expect(said).toEqual({ suites: [{ name: 'big', total: 20_000, passed: 20_000, failed: 0, skipped: 0 }] });
    expect(ticks).toBeGreaterThan(5);
  });

  it('is given up when it takes too long', async () => {
    expect(await readAside('junit', big(200_000), 'big.xml', signal, { ...LIMITS, milliseconds: 1 })).toEqual({
      problem: 'takes too long to read',
    });
  });

  it('is not read to the end when that is stopped', async () => {
    const stop = new AbortController();
    const reading = readAside('junit', big(200_000), 'big.xml', stop.signal, LIMITS);

    stop.abort();

    await expect(reading).rejects.toMatchObject({ name: 'DriverError', retryable: true });
  });

  it('is given up when it takes too much memory', async () => {
    expect(await readAside('junit', big(200_000), 'big.xml', signal, { ...LIMITS, megabytes: 40 })).toEqual({
      problem: 'needs too much memory to read',
    });
  });
});
