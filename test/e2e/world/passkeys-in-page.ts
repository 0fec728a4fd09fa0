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
export const signedIn = (page: Page, rpId: string, challenge: string): Promise<PasskeySignature | string> =>
  page.evaluate(
    async ([site, asked]) => {
      const bytes = (text: string) =>
        Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
      const text = (buffer: ArrayBuffer) =>
        btoa(String.fromCharCode(...new Uint8Array(buffer)))
          .replaceAll('+', '-')
          .replaceAll('/', '_')
          .replaceAll('=', '');
      const publicKey = { challenge: bytes(asked), rpId: site, userVerification: 'required' };
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
    [rpId, challenge] as const,
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
