import type { WebhookSpec } from '../../../core/unit/notifier.ts';
import type { Notifier } from '../../../ports/notifier.ts';
import { answeredText, sendText, taken } from '../../shared/outgoing/send-text.ts';
import { readSecret } from '../../shared/secret.ts';
import { type CloudEvent, cloudEventOf } from './cloud-event.ts';
import { signatureHeaders, webhookKey } from './signature.ts';

/** A receiver that says so is gone, and wants nothing more. */
const GONE = [410];

/** Sends each notice as a signed CloudEvent. The same message has the same id and body at every try; only its signature is new. */
export function webhookNotifier(spec: WebhookSpec): Notifier {
  const url = new URL(spec.url);
  return {
    send: async (notice, { id, page, at, signal }) => {
      const key = webhookKey((await readSecret(spec.key)).reveal());
      const { headers, body } = encoded(cloudEventOf(notice, { id, page, format: spec.format }), spec.mode);
      const signed = { ...headers, ...signatureHeaders(key, { id, at, body }) };
      const sent = { method: 'POST', url, headers: signed, body, allowPrivate: spec.allowPrivate } as const;
      return { memo: null, answered: answeredText(taken(await sendText(sent, signal), url.origin, GONE)) };
    },
  };
}

/** Structured: all of it in the body. Binary: the data in the body, the attributes in headers. */
function encoded(event: CloudEvent, mode: WebhookSpec['mode']) {
  if (mode === 'structured')
    return { headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' }, body: JSON.stringify(event) };
  const { data, datacontenttype, ...attributes } = event;
  const headers = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`ce-${name}`, headerText(value)]),
  );
  return { headers: { 'content-type': datacontenttype, ...headers }, body: JSON.stringify(data) };
}

/** As the HTTP binding of CloudEvents writes values: what a header cannot hold, and % and ", in UTF-8 percent form. */
const headerText = (value: string): string =>
  value.replace(/[^\x21\x23\x24\x26-\x7e]/gu, (sign) =>
    [...Buffer.from(sign, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
