import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { request as askTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentView } from '../../src/api/view.ts';
import { challengeOf } from '../../src/approval/webauthn/challenge.ts';
import { stopDemoSites } from '../../src/compose.ts';
import { selfSigned } from '../../src/testing/self-signed.ts';
import { Browser, VirtualAuthenticator } from './world/browser.ts';
import { ControlPlaneHere } from './world/control-plane.ts';
import { Counter } from './world/counter.ts';
import { askFrom, enrolOn, signedIn, signInOn } from './world/passkeys-in-page.ts';
import { build, MAIN_FILE, plimsoll } from './world/program.ts';
import { stillRunning } from './world/world.ts';

// People approve at an origin of its own over TLS, in a real browser, and only at level A2: agents must be kept out, proven by root,
// who becomes their account. Debian has `nobody` everywhere.
const NAME = 'approve.plimsoll.test';
const AGENTS = 'nobody';

let root: string;
let dir: string;
let serving: ChildProcess;
let plane: ControlPlaneHere;
let browser: Browser;
let page: Page;
let origin: string;
let loopback: string;
const made = selfSigned([NAME]);

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

beforeAll(async () => {
  expect(process.geteuid?.(), 'these tests become another account, so they run as root').toBe(0);
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-origin-'));
  dir = join(root, 'counter');
  const counter = await Counter.create(dir);
  await counter.release('1.0.0', {}, { bake: '5m' });
  const file = join(dir, 'plimsoll.yaml');
  const text = (await readFile(file, 'utf8'))
    .replaceAll('person:demo', 'person:ada')
    .replace('[person:ada], count: 1 }', '[person:ada], count: 1, require_assurance: A2 }');
  await writeFile(file, text);
  await writeFile(join(root, 'cert.pem'), made.certificate);
  await writeFile(join(root, 'key.pem'), made.key, { mode: 0o600 });
  const port = await freePort();
  origin = `https://${NAME}:${port}`;
  const site = ['--approval-origin', origin, '--certificate', join(root, 'cert.pem')];
  const serve = [MAIN_FILE, 'serve', ...site, '--certificate-key', join(root, 'key.pem'), '-C', dir];
  serving = spawn(process.execPath, serve, { stdio: ['ignore', 'pipe', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    const hear = (bytes: Buffer): void => {
      said += bytes;
      if (said.includes('control plane up')) resolve();
    };
    serving.stdout?.on('data', hear);
    serving.stderr?.on('data', hear);
    serving.once('exit', () => reject(new Error(said)));
  });
  plane = await ControlPlaneHere.start(dir);
  loopback = `http://localhost:${(await readFile(join(dir, '.plimsoll', 'http-port'), 'utf8')).trim()}`;
  browser = await Browser.open([
    `--host-resolver-rules=MAP ${NAME} 127.0.0.1`,
    `--ignore-certificate-errors-spki-list=${made.publicKeyHash}`,
  ]);
  page = browser.page;
  page.setDefaultTimeout(60_000);
  await VirtualAuthenticator.plugInto(page);
});
afterAll(async () => {
  await browser?.close();
  await plimsoll(dir, 'down', '--force-leave');
  serving?.kill();
  await stopDemoSites(join(dir, '.plimsoll')).catch((error: unknown) => console.error(String(error)));
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

/** A request over TLS that no browser sent. */
const directly = (path: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(origin);
    const peer = { host: '127.0.0.1', port, servername: NAME, ca: made.certificate };
    const asked = askTls({ ...peer, path, headers: { host: new URL(origin).host, ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });

describe('an approval origin over TLS', () => {
  let half = '';

  it('has its pages there and nowhere else', async () => {
    expect((await plane.client.about()).page).toBe(origin);
    const plain = await fetch(`${loopback}/healthz`);
    expect(plain.headers.get('permissions-policy')).toContain('publickey-credentials-get=()');

    await page.goto(`${origin}/openapi.json`);

    expect(await page.evaluate('isSecureContext')).toBe(true);
  });

  it('enrols a passkey that belongs to just that origin', async () => {
    const { code } = await plane.client.pageCode();

    expect((await enrolOn(page, { name: 'ada', rpId: NAME, code })).status).toBe(200);

    expect((await plane.client.about()).approvers).toMatchObject([{ person: 'person:ada', passkey: { rpId: NAME } }]);
    expect((await plane.client.trust()).list?.keys).toMatchObject([{ rpId: NAME, origins: [origin] }]);
  });

  it('signs a person in by a cookie that no script sees, together with what the page keeps', async () => {
    half = await signInOn(page, NAME);

    const [cookie, ...more] = await page.context().cookies();
    expect(more).toEqual([]);
    const rules = { secure: true, httpOnly: true, sameSite: 'Strict', path: '/', domain: NAME };
    expect(cookie).toMatchObject({ name: `__Host-plimsoll-${new URL(origin).port}`, ...rules });
    expect(await page.evaluate('document.cookie')).toBe('');
    expect((await askFrom(page, 'GET', '/api/v1/whoami', undefined, half)).value.principal).toBe('person:ada');
    expect((await askFrom(page, 'GET', '/api/v1/whoami')).status).toBe(401);
    const stolen = `${cookie?.name}=${cookie?.value}`;
    expect(await directly('/api/v1/whoami', { cookie: stolen })).toBe(401);
    expect(await directly('/api/v1/whoami', { authorization: `Bearer ${half}` })).toBe(401);
    expect(await directly('/api/v1/whoami', { cookie: stolen, authorization: `Bearer ${half}` })).toBe(200);
  });

  it('gives a signature on no page of the plain site beside it', async () => {
    await page.goto(`${loopback}/openapi.json`);
    expect(await signedIn(page, 'localhost', 'AAAA')).toBe('NotAllowedError');
    expect(await signedIn(page, NAME, 'AAAA')).toMatch(/NotAllowedError|SecurityError/);
    await page.goto(`${origin}/openapi.json`);
  });

  it('takes a signature of level A2 alone: not before root has proven that agents are kept out', async () => {
    const ran = await plimsoll(dir, 'deploy', '--dirty', '--detach', '-o', 'json');
    const id = /dep_[0-9A-Z]{26}/.exec(ran.out)?.[0] ?? ran.out + ran.err;
    await until(id, ({ phase }) => phase === 'awaiting-approval');
    const approve = async (): Promise<{ status: number; code: string | undefined }> => {
      const [key] = (await plane.client.about()).approvers;
      const answer = {
        ...{ checkpoint: 'production-promotion', decision: 'approve', reason: 'reads well' },
        ...{ approver: 'person:ada', credentialId: key?.keyId },
      };
      const { statement } = (await askFrom(page, 'POST', `/api/v1/deployments/${id}/challenges`, answer, half)).value;
      const signature = await signedIn(page, NAME, challengeOf(statement));
      const bundle = { statement, signature };
      const { status, value } = await askFrom(page, 'POST', `/api/v1/deployments/${id}/answers`, bundle, half);
      return { status, code: value?.problems?.[0]?.code };
    };
    expect(await approve()).toEqual({ status: 409, code: 'approval-assurance-too-low' });

    const doctor = await plimsoll(dir, 'doctor', '--agents-account', AGENTS);
    expect(doctor.out).toMatch(/tried \d+ files and sockets, and reached none: A2/);
    expect(await approve()).toEqual({ status: 200, code: undefined });

    const after = await until(id, ({ phase }) => phase === 'baking');
    expect(after.approvals).toMatchObject([{ approver: 'person:ada', kind: 'webauthn', assurance: 'A2' }]);
    const record = join(root, 'record.ndjson');
    await plimsoll(dir, 'report', id, '--kind', 'record', '--out', record);
    const [key] = (await plane.client.trust()).list?.keys ?? [];
    const checker = MAIN_FILE.replace('cli/main', 'verify/main');
    const checked = await execa(process.execPath, [checker, '--bundle', record, '--key', key?.id ?? ''], {
      reject: false,
    });
    expect([checked.exitCode, checked.stdout]).toEqual([0, expect.stringContaining('sound:')]);
  });

  it('gives nothing to a hostile page of another port of the same name, not even with the cookie that it is sent', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const hostile = createServer((request, response) => {
      seen.push(request.headers);
      response.setHeader('content-type', 'text/html').end('<p>a service that was deployed</p>');
    });
    await new Promise<void>((resolve) => hostile.listen(0, 'localhost', resolve));
    const before = (await plane.client.feed(0, 0)).next;
    try {
      await page.goto(`http://localhost:${(hostile.address() as AddressInfo).port}/`);
      for (const target of [origin, loopback]) {
        for (const mode of ['cors', 'no-cors', 'same-origin'] as const) {
          for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
            const sent = await page.evaluate(
              async ([address, how, kind, key]) => {
                const asked = {
                  ...{ method: 'POST', mode: how, credentials: 'include', body: '{"force":true}' },
                  headers: { 'content-type': kind, 'idempotency-key': key },
                };
                // biome-ignore lint/suspicious/noExplicitAny: it runs in the browser.
                const answer = await (globalThis as any).fetch(address, asked).catch(() => null);
                return answer === null ? 'refused' : { status: answer.status, text: await answer.text() };
              },
              [`${target}/api/v1/stop`, mode, type, randomUUID()] as const,
            );
            // An answer that the page cannot look into says nothing either.
            expect(['refused', { status: 0, text: '' }]).toContainEqual(sent);
          }
        }
        const read = await page.evaluate(
          (address) =>
            // biome-ignore lint/suspicious/noExplicitAny: it runs in the browser.
            (globalThis as any).fetch(address, { credentials: 'include' }).then(
              () => 'read',
              () => 'refused',
            ),
          `${target}/api/v1/whoami`,
        );
        expect(read).toBe('refused');
      }
      const framed = await page.evaluate(
        (address) =>
          new Promise((resolve) => {
            // biome-ignore lint/suspicious/noExplicitAny: it runs in the browser.
            const { document } = globalThis as any;
            const frame = document.createElement('iframe');
            frame.src = address;
            frame.onload = () => {
              try {
                resolve(frame.contentDocument?.body?.textContent ?? '');
              } catch {
                resolve('');
              }
            };
            document.body.append(frame);
          }),
        `${loopback}/openapi.json`,
      );
      expect(framed).not.toContain('openapi');
    } finally {
      hostile.closeAllConnections();
      hostile.close();
    }
    expect(seen.length).toBeGreaterThan(0);
    expect(JSON.stringify(seen)).not.toContain('plm_page_');
    // What is under way goes on by itself; nobody asked for anything.
    const { events } = await plane.client.feed(before, 0);
    expect(events.filter(({ principal }) => !principal.startsWith('system'))).toEqual([]);
    expect((await plane.client.about()).page).toBe(origin);
  });

  it('is plain nowhere beyond this machine', async () => {
    const serve = (...args: string[]) => plimsoll(dir, 'serve', '-o', 'json', ...args);
    const codeOf = ({ out }: { readonly out: string }): string => JSON.parse(out).errors[0].code;

    expect(codeOf(await serve('--address', '0.0.0.0'))).toBe('address-without-tls');
    expect(codeOf(await serve('--approval-origin', origin))).toBe('approval-origin-incomplete');
    const both = ['--certificate', join(root, 'cert.pem'), '--certificate-key', join(root, 'key.pem')];
    expect(codeOf(await serve('--approval-origin', `http://${NAME}`, ...both))).toBe('origin-not-tls');
    expect(codeOf(await serve('--approval-origin', 'https://elsewhere.test', ...both))).toBe('certificate-for-another');
  });

  async function until(id: string, is: (view: DeploymentView) => boolean): Promise<DeploymentView> {
    let { view } = await plane.client.events(id, 0, 0);
    while (!is(view)) {
      if (view.over) throw new Error(`${id} is ${view.phase}: ${view.problem}`);
      ({ view } = await plane.client.events(id, view.version, 20));
    }
    return view;
  }
});
