import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { PasskeySignature } from '../../../src/approval/webauthn/passkey.ts';

/*
 * What a page of ours does with passkeys and the API, done by hand in a real browser: these tests are about what browser and server
 * allow, whatever the page looks like. Each function below runs in the browser, whose types the tests do not load.
 */

/** What a request of the page came to. */
export interface Asked {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into is whatever was answered.
  readonly value: any;
}

/** One request that the page at this moment sends, as its script would. */
export const askFrom = (page: Page, method: string, address: string, body?: unknown, bearer?: string): Promise<Asked> =>
  page.evaluate(
    async ([verb, to, sent, text]) => {
      const headers: Record<string, string> = text === null ? {} : { authorization: `Bearer ${text}` };
      if (verb === 'POST') {
        headers['content-type'] = 'application/json';
        headers['idempotency-key'] = `key-${Math.random().toString(36).slice(2)}-${Date.now()}`;
      }
      const asked = { method: verb, headers, ...(sent === null ? {} : { body: sent }) };
      // biome-ignore lint/suspicious/noExplicitAny: see above.
      const answer = await (globalThis as any).fetch(to, asked);
      return { status: answer.status, value: await answer.json().catch(() => null) };
    },
    [method, address, body === undefined ? null : JSON.stringify(body), bearer ?? null] as const,
  );

/** What the browser's passkeys say to a challenge; the name of the error where it gives none. */
export const signedIn = (
  page: Page,
  rpId: string,
  challenge: string,
  verification: 'required' | 'discouraged' = 'required',
): Promise<PasskeySignature | string> =>
  page.evaluate(
    async ([site, asked, userVerification]) => {
      const bytes = (text: string) =>
        Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
      const text = (buffer: ArrayBuffer) =>
        btoa(String.fromCharCode(...new Uint8Array(buffer)))
          .replaceAll('+', '-')
          .replaceAll('/', '_')
          .replaceAll('=', '');
      const publicKey = { challenge: bytes(asked), rpId: site, userVerification };
      try {
        // biome-ignore lint/suspicious/noExplicitAny: see above.
        const { rawId, response } = (await (globalThis as any).navigator.credentials.get({ publicKey })) as any;
        return {
          kind: 'webauthn' as const,
          credentialId: text(rawId),
          authenticatorData: text(response.authenticatorData),
          clientDataJSON: text(response.clientDataJSON),
          signature: text(response.signature),
        };
      } catch (error) {
        return (error as { name: string }).name;
      }
    },
    [rpId, challenge, verification] as const,
  );

/** Makes a passkey with the options that the control plane gave, in WebAuthn's JSON form. */
const made = (page: Page, options: unknown): Promise<unknown> =>
  page.evaluate(async (given) => {
    // biome-ignore lint/suspicious/noExplicitAny: see above.
    const browser = globalThis as any;
    const publicKey = browser.PublicKeyCredential.parseCreationOptionsFromJSON(given);
    return (await browser.navigator.credentials.create({ publicKey })).toJSON();
  }, options as never);

/** Enrols a person with a new passkey of this browser, in the name of an account that a code stands for. */
export async function enrolOn(page: Page, { name, rpId, code }: { name: string; rpId: string; code: string }) {
  const { bearer } = (await askFrom(page, 'POST', '/api/v1/page-codes/redeem', { code })).value;
  const wish = { name, groups: [], environments: null };
  const begun = await askFrom(page, 'POST', '/api/v1/passkeys/options', wish, bearer);
  const response = await made(page, begun.value.options);
  const ceremony = { ceremony: begun.value.ceremony, response };
  const { claim, options } = (await askFrom(page, 'POST', '/api/v1/passkeys', ceremony, bearer)).value;
  const possession = await signedIn(page, rpId, options.challenge);
  return askFrom(page, 'POST', '/api/v1/approvers', { ...claim, possession }, bearer);
}

/** Signs in on the page and keeps its half; the browser keeps the other. */
export async function signInOn(page: Page, rpId: string): Promise<string> {
  const { ceremony, options } = (await askFrom(page, 'POST', '/api/v1/sessions/options', {})).value;
  const assertion = await signedIn(page, rpId, options.challenge);
  const { value } = await askFrom(page, 'POST', '/api/v1/sessions', { ceremony, assertion, cookie: true });
  return value.bearer;
}

/** Does something on a page of another program of this machine, the same site to an authenticator and another origin to us; then goes back. */
export async function onAnotherLocalPage<T>(page: Page, back: string, act: () => Promise<T>): Promise<T> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>another</p>'));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  try {
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    return await act();
  } finally {
    await page.goto(back);
    server.close();
    server.closeAllConnections();
  }
}

/** A control plane that offers another version to sign than the one that is shown, once. */
export const OFFERS_ANOTHER_ONCE = String.raw`(() => {
  const real = globalThis.fetch;
  globalThis.fetch = async (address, asked) => {
    const answer = await real(address, asked);
    if (!String(address).endsWith('/policies/challenges')) return answer;
    globalThis.fetch = real;
    return new Response((await answer.text()).replace('\\"version\\":2', '\\"version\\":3'), { status: answer.status });
  };
})()`;
