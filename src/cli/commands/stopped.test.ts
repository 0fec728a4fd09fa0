import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ControlPlane } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { Doing } from '../command.ts';
import { stopped, type Watchdogs } from './stopped.ts';

const problem = (kind: 'unavailable' | 'refused', code: string) =>
  new ProblemError(kind, [{ code, message: 'no', remedy: 'later' }]);

/** A folder whose control plane is, look by look: away, there, or there and answering a stop with a problem. */
function folder(looks: readonly ('away' | 'there' | ProblemError)[], watching: number) {
  const asked: { readonly force: boolean }[] = [];
  const left = [...looks];
  const plane = (look: 'there' | ProblemError) => ({
    stop: async (request: { readonly force: boolean }) => {
      asked.push(request);
      if (look !== 'there') throw look;
    },
  });
  const doing = {
    invocation: { config: join(tmpdir(), 'none', 'plimsoll.yaml'), dir: tmpdir(), dataDir: 'data' },
    runningPlane: async () => {
      const look = left.shift() ?? 'away';
      return look === 'away' ? undefined : (plane(look) as unknown as ControlPlane);
    },
  } as unknown as Doing;
  let watched = watching;
  const watchdogs: Watchdogs = {
    isWatched: async () => watched > 0,
    endWatchdogs: async () => {
      const ended = watched;
      watched = 0;
      return { ended, left: [] };
    },
  };
  return { asked, stop: (force = false) => stopped(doing, force, watchdogs), isWatched: () => watched > 0 };
}

describe('stopping the control plane of a folder', () => {
  it('finds that none is there', async () => {
    const { asked, stop } = folder([], 0);

    expect(await stop()).toBe(false);
    expect(asked).toEqual([]);
  });

  it('asks one that is just being started again as soon as it is there, and ends what watches', async () => {
    const { asked, stop, isWatched } = folder(['away', 'away', 'there', 'there'], 1);

    expect(await stop(true)).toBe(true);
    expect(asked).toEqual([{ force: true }]);
    expect(isWatched()).toBe(false);
  });

  it('asks again when it died before it heard that', async () => {
    const { asked, stop } = folder([problem('unavailable', 'contact-lost'), 'away', 'there'], 1);

    expect(await stop()).toBe(true);
    expect(asked).toHaveLength(2);
  });

  it('ends nothing when it is refused, as while production is being changed', async () => {
    const { stop, isWatched } = folder([problem('refused', 'production-in-flight')], 1);

    await expect(stop()).rejects.toMatchObject({ kind: 'refused' });
    expect(isWatched()).toBe(true);
  });

  it('takes nobody for lost whom nobody starts again', async () => {
    const { stop } = folder([problem('unavailable', 'contact-lost'), 'there'], 0);

    await expect(stop()).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
