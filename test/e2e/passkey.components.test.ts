import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeploymentView } from '../../src/api/view.ts';
import type { Bundle } from '../../src/approval/bundle.ts';
import { requestEnrolment } from '../../src/approval/enrolment.ts';
import { SigningKey } from '../../src/approval/signing-key.ts';
import { challengeOf } from '../../src/approval/webauthn/challenge.ts';
import type { PasskeySignature } from '../../src/approval/webauthn/passkey.ts';
import { Browser, VirtualAuthenticator } from './world/browser.ts';
import { type PasskeyPlace, passkeyPlace } from './world/passkey-place.ts';
import { OFFERS_ANOTHER_ONCE, onAnotherLocalPage, signedIn } from './world/passkeys-in-page.ts';
import { plimsoll } from './world/program.ts';

let place: PasskeyPlace;
let browser: Browser;
let page: Page;
let authenticator: VirtualAuthenticator;
beforeAll(async () => {
  place = await passkeyPlace();
  browser = await Browser.open();
  page = browser.page;
  page.setDefaultTimeout(60_000);
  authenticator = await VirtualAuthenticator.plugInto(page);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    console.error(
      `what the page showed at ${page.url()}\n${await page.locator('body').ariaSnapshot()}\n${place.log()}`,
    );
  });
});
afterAll(async () => {
  await browser?.close();
  expect(await place?.end()).toEqual([]);
});

const said = (): Promise<string | null> => page.locator('.notice.good').first().textContent();
const refusal = (): Promise<string | null> => page.locator('.refusal').first().textContent();
const codeOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'accepted',
    (error) => error.problems?.[0]?.code ?? String(error),
  );

/** What a page could do with the passkey besides what ours does. */
async function asked(challenge: string, verification?: 'discouraged'): Promise<PasskeySignature> {
  const signature = await signedIn(page, 'localhost', challenge, verification);
  if (typeof signature === 'string') throw new Error(signature);
  return signature;
}

describe('passkeys in a real browser', () => {
  let waiting: DeploymentView;
  let spent: Bundle;

  it('runs with every wall that a browser has between pages', () => {
    const words = browser.commandLines().join(' ');

    expect(words).toContain('--user-data-dir');
    expect(words).not.toMatch(/--disable-web-security|--single-process|--disable-site-isolation-trials/);
  });

  it('is offered by the command that enrols', async () => {
    const { exit, out } = await plimsoll(place.dir, 'approver', 'add', '--name', 'ada');

    expect({ exit, out }).toMatchObject({
      exit: 6,
      out: expect.stringContaining(`${place.origin}/enrol?name=ada#code=`),
    });
  });

  it('enrols nobody without a link, or with a link that was used', async () => {
    const link = await place.link('/enrol?name=ada');
    await page.goto(link);
    await page.getByRole('button', { name: 'Make my passkey' }).waitFor();
    expect(page.url()).not.toContain('code=');

    await page.goto('about:blank');
    await page.goto(link);

    expect(await refusal()).toBe('page-code-unknown');
    expect((await place.plane.client.about()).approvers).toEqual([]);
  });

  it('enrols the first person, who proves that the passkey is held', async () => {
    await page.goto(await place.link('/enrol?name=ada'));
    await page.getByRole('button', { name: 'Make my passkey' }).click();

    expect(await said()).toContain('person:ada is enrolled');
    expect((await place.plane.client.about()).approvers).toMatchObject([
      { person: 'person:ada', active: true, passkey: { rpId: 'localhost' } },
    ]);
  });

  it('signs a person in, and not without knowing who it is', async () => {
    await page.goto(`${place.origin}/login`);
    await authenticator.verifies(false);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    expect(await refusal()).toBe('passkey-prompt-ended');

    await authenticator.verifies(true);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();

    expect(await said()).toBe('Signed in as person:ada.');
  });

  it('stays in when what the browser carried before is refused only then', async () => {
    await page.evaluate(`localStorage.setItem('plimsoll-page', 'plm_page_${'a'.repeat(43)}')`);
    let late = (): void => undefined;
    const held = new Promise<void>((resolve) => (late = resolve));
    await page.route('**/api/v1/whoami', (route) => held.then(() => route.continue()));
    await page.goto(`${place.origin}/login`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('Signed in as person:ada.').waitFor();

    const answer = page.waitForResponse((response) => response.url().endsWith('/whoami'));
    late();
    expect((await answer).status()).toBe(401);
    await (await answer).finished();
    await page.unrouteAll();
    await page.getByRole('link', { name: 'To the overview' }).click();

    // Only whoever is in is told what happens.
    await page.getByText('Live', { exact: true }).first().waitFor();
  });

  it('hands a session to the terminal that shows the same code, and to no other', async () => {
    const asked = JSON.parse((await plimsoll(place.dir, 'login', '-o', 'json')).out).data;

    await page.goto(asked.url);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    expect(await page.locator('#code').textContent()).toBe(asked.code);
    await page.getByRole('button', { name: /sign that terminal in/ }).click();
    await page.getByText('The terminal is signed in').waitFor();

    expect((await plimsoll(place.dir, 'login')).out).toContain('signed in as person:ada');
    expect((await plimsoll(place.dir, 'whoami')).out).toContain('person:ada');
    expect((await plimsoll(place.dir, 'logout')).exit).toBe(0);
  });

  it('refuses each signature that is not for just this plan, page and person, by its own code', async () => {
    waiting = await place.deployedUntil('awaiting-approval');
    const { client } = place.plane;
    const handIn = async (statement: string, signature: PasskeySignature) =>
      codeOf(client.answer(waiting.id, { statement, signature }));
    const statement = await place.offered(waiting.id);
    const other = await place.offered(waiting.id, 'reject');

    expect(await handIn(statement, await asked(challengeOf(other)))).toBe('passkey-challenge-wrong');

    await authenticator.verifies(false);
    const unverified = await asked(challengeOf(statement), 'discouraged');
    await authenticator.verifies(true);
    expect(await handIn(statement, unverified)).toBe('passkey-user-unverified');

    const foreign = await onAnotherLocalPage(page, `${place.origin}/login`, () => asked(challengeOf(statement)));
    expect(await handIn(statement, foreign)).toBe('passkey-origin-wrong');

    const { ceremony, options } = await place.publicly('/sessions/options', {});
    const signIn = await asked(options.challenge);
    expect(await handIn(statement, signIn)).toBe('passkey-challenge-wrong');
    expect((await place.publicly('/sessions', { ceremony, assertion: signIn })).who).toBe('person:ada');

    expect((await client.get(waiting.id)).phase).toBe('awaiting-approval');
  });

  it('approves on the page once the sheet was read, and the release is promoted', async () => {
    const shown = await plimsoll(place.dir, 'approve', waiting.id);
    expect(shown.err + shown.out).toContain(`${place.origin}/d/${waiting.id}/approve`);
    await page.goto(await place.link(`/d/${waiting.id}/approve`));
    const approve = page.locator('#approve');
    await page.locator('#reject').waitFor();
    expect(await approve.getAttribute('aria-disabled')).toBe('true');
    const { planDigest } = await place.plane.client.get(waiting.id);
    expect(await page.locator('main').textContent()).toContain(planDigest ?? 'no digest');

    const answers = page.waitForRequest((request) => request.url().endsWith('/answers'));
    await page.locator('#end-of-sheet').scrollIntoViewIfNeeded();
    await page.locator('#reason').fill('reads well');
    // By keyboard: whoever cannot use a mouse approves as well.
    await approve.press('Enter');
    spent = (await answers).postDataJSON() as Bundle;

    expect(await said()).toContain('Signed by person:ada');
    const view = await place.plane.client.get(waiting.id);
    expect(view.approvals).toMatchObject([{ approver: 'person:ada', kind: 'webauthn', reason: 'reads well' }]);
    expect((await place.until(waiting.id, 'baking')).signal).toBe('PRODUCTION_DEPLOYED');
  });

  it('refuses the same signature a second time', async () => {
    expect(await codeOf(place.plane.client.answer(waiting.id, spent))).toBe('approval-not-pending');
  });

  it('shows what shortening the bake would do, and signs just that', async () => {
    await page.goto(await place.link('/consents'));
    await page.getByRole('button', { name: /^Read and sign counter production the bake/ }).click();
    const dialog = page.getByRole('dialog');
    const { planDigest } = await place.plane.client.get(waiting.id);
    expect(await dialog.textContent()).toContain(`${waiting.id} · ${planDigest} · baking`);
    await dialog.getByLabel('Why').fill('the old version loses orders');
    await dialog.getByRole('button', { name: 'Sign with a passkey' }).click();

    expect(await said()).toBe('Signed: the bake is shortened.');
    expect((await place.plane.client.glass(waiting.id)).broken).toMatchObject({ by: ['person:ada'] });
  });

  it('shows a change of policy rule by rule, and signs no statement that says another', async () => {
    const config = `${place.dir}/plimsoll.yaml`;
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace('approvers: [person:ada]', 'approvers: [person:ada, person:bob]'));
    const terminal = await plimsoll(place.dir, 'policy', 'adopt', '--reason', 'bob may too');
    expect(terminal.err + terminal.out).toContain(`in a browser: ${place.origin}/consents?`);
    const query = new URLSearchParams({ config, environment: 'production' });
    await page.goto(await place.link(`/consents?${query}`));
    const dialog = page.getByRole('dialog');
    const row = dialog.getByRole('row', { name: /production_promotion.approvers/ });
    expect(await row.textContent()).toContain('person:adaperson:ada, person:bobWeaker');
    await dialog.getByLabel('Why').fill('bob may too');
    await page.evaluate(OFFERS_ANOTHER_ONCE);
    await dialog.getByRole('button', { name: 'Sign with a passkey' }).click();
    expect(await dialog.locator('.refusal').textContent()).toBe('statement-not-as-shown');

    await dialog.getByRole('button', { name: 'Sign with a passkey' }).click();

    expect(await said()).toBe('Signed: version 2 of the policy of counter production.');
    const { inForce } = await place.plane.client.policy({ config, environment: 'production' });
    expect(inForce).toMatchObject({ version: 2, by: ['person:ada'] });
  });

  it('shows a key that waits to be trusted, and signs the list with it', async () => {
    const { client } = place.plane;
    const bob = new SigningKey('ed25519', 'person:bob', generateKeyPairSync('ed25519').privateKey);
    const { controlPlaneId } = await client.about();
    await client.enrol(requestEnrolment(bob, { controlPlaneId, groups: ['group:leads'], environments: null }));
    await page.goto(await place.link('/settings'));
    await page.getByRole('button', { name: /^Read and sign A terminal key for person:bob is added/ }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.textContent()).toContain('person:bob is in group:leads');
    await dialog.getByRole('button', { name: 'Sign with a passkey' }).click();
    await dialog.waitFor({ state: 'detached' });

    const { list, proposals } = await client.trust();
    expect(proposals).toEqual([]);
    expect(list?.persons.map(({ name }) => name)).toEqual(['person:ada', 'person:bob']);
  });

  it('answers for a rollback with its root cause', async () => {
    await place.plane.client.ask(waiting.id, { kind: 'rollback', reason: 'a test' });
    await place.until(waiting.id, 'rolled-back');

    await page.goto(await place.link(`/d/${waiting.id}/approve`));
    await page.locator('#end-of-sheet').scrollIntoViewIfNeeded();
    await page.locator('#reason').fill('a drill');
    await page.locator('#resolve').click();

    expect(await said()).toContain('Signed by person:ada');
    expect((await place.plane.client.get(waiting.id)).rollback).toMatchObject({ rootCause: 'a drill' });
  });

  it('rejects with one click, whatever was read, and takes the signature of another deployment nowhere', async () => {
    await place.release('1.1.0');
    const next = await place.deployedUntil('awaiting-approval');
    expect(await codeOf(place.plane.client.answer(next.id, spent))).toBe('approval-for-another-deployment');

    await page.goto(await place.link(`/d/${next.id}/approve`));
    await page.locator('#reject').click();

    expect(await said()).toContain('Signed by person:ada: reject');
    expect(await place.plane.client.get(next.id)).toMatchObject({ phase: 'rejected' });
  });

  it('keeps its port from now on, and says who holds it when it is taken', async () => {
    // A page that is open would look for its control plane at whoever holds the port.
    await page.goto('about:blank');
    const port = Number(new URL(place.origin).port);
    await plimsoll(place.dir, 'down', '--force-leave');
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));

    const refused = await plimsoll(place.dir, 'serve', '-o', 'json');
    await new Promise((resolve) => holder.close(resolve));
    const again = await plimsoll(place.dir, 'approver', 'list');

    expect(refused.exit).toBe(4);
    expect(refused.out).toContain('port-in-use');
    expect(refused.out).toContain(`process ${process.pid}`);
    expect(again.out).toContain('person:ada');
    await page.goto(`${place.origin}/login`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    expect(await said()).toBe('Signed in as person:ada.');
  });
});
