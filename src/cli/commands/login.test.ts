import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aCrowd, type Crowd } from '../../../test/authorisation/callers.ts';
import { controlPlaneClient } from '../../api/client.ts';
import type { ControlPlane } from '../../api/control-plane.ts';
import { minutes } from '../../core/kernel/duration.ts';
import type { Doing } from '../command.ts';
import { invocationOf } from '../invocation.ts';
import { keptSession } from '../session-file.ts';
import { login, logout } from './login.ts';
import { whoami } from './whoami.ts';

let crowd: Crowd;
let folder: string;
beforeEach(async () => {
  crowd = await aCrowd();
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-login-'));
});
afterEach(async () => {
  await crowd.here.close();
  rmSync(folder, { recursive: true });
});

const planeAs = (bearer: string | null): ControlPlane =>
  controlPlaneClient(async (method, path, body) => {
    const { status, value } = await crowd.ask(method, path, bearer, body);
    return { status, text: JSON.stringify(value) };
  });

/** A command line in that folder: with the session that it keeps, when it keeps one. */
const commandLine = (say: (text: string) => void = () => undefined, noInput = false): Doing => {
  const invocation = { ...invocationOf({ dir: folder }, {}, true), noInput };
  const plane = async () => planeAs(keptSession(invocation.dataDir, crowd.here.clock.wall())?.bearer ?? null);
  return { invocation, plane, runningPlane: plane, say, line: () => undefined };
};

/** What the page does when a person has signed in and compared the code. */
const handOver = async (text: string): Promise<void> => {
  const id = /#(\S+)/.exec(text)?.[1] ?? '';
  const page = planeAs(await crowd.bearerOf('approver'));
  const { code } = await page.login(id);
  expect(text).toContain(code);
  await page.handOverLogin(id, code);
};

it('a person who signs in on the page is who the commands of this folder speak for, until they sign out', async () => {
  let handed: Promise<void> = Promise.resolve();
  const signedIn = await login(
    commandLine((text) => {
      handed = handOver(text);
    }),
  );
  await handed;

  expect(signedIn.text).toMatch(/^signed in as person:bob until /);
  expect(statSync(join(folder, '.plimsoll/session')).mode & 0o777).toBe(0o600);
  expect((await whoami(commandLine())).data).toMatchObject({ principal: 'person:bob', proof: 'session' });

  const kept = keptSession(join(folder, '.plimsoll'), crowd.here.clock.wall());
  await logout(commandLine());

  expect(keptSession(join(folder, '.plimsoll'), crowd.here.clock.wall())).toBeNull();
  await expect(planeAs(kept?.bearer ?? null).whoami()).rejects.toMatchObject({ problems: [{ code: 'session-ended' }] });
});

it('a program gets link and code and leaves; the next login fetches what was handed over', async () => {
  const begun = await login(commandLine(undefined, true));
  expect(begun.data).toMatchObject({ url: expect.stringContaining('/login#'), code: expect.any(String) });
  expect(statSync(join(folder, '.plimsoll/login')).mode & 0o777).toBe(0o600);

  await handOver(begun.text);

  expect((await login(commandLine(undefined, true))).text).toMatch(/^signed in as person:bob/);
});

it('a login whose time is over is begun anew', async () => {
  const first = await login(commandLine(undefined, true));
  await crowd.here.clock.advance(minutes(11));
  const second = await login(commandLine(undefined, true));

  expect(second.text).not.toBe(first.text);
  await handOver(second.text);
  expect((await login(commandLine(undefined, true))).text).toMatch(/^signed in as person:bob/);
});

it('who is not signed in signs out all the same', async () => {
  expect((await logout(commandLine())).data).toEqual({ person: null });
});
