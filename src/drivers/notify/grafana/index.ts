import { z } from 'zod';
import type { Notice } from '../../../core/notice/notice.ts';
import type { GrafanaSpec } from '../../../core/unit/notifier.ts';
import type { Notifier } from '../../../ports/notifier.ts';
import { sendText, taken } from '../../shared/outgoing/send-text.ts';
import { printable } from '../../shared/printable.ts';
import { readSecret } from '../../shared/secret.ts';

/** What it says of the question it will say again. */
const FOR_GOOD = [400, 404, 422];

const Found = z.array(z.object({ id: z.number() }));

/** Marks stages, bakes and rollbacks as regions of the whole organisation. A tag that is the message's own keeps it to one each. */
export function grafanaNotifier(spec: GrafanaSpec): Notifier {
  const base = spec.url.replace(/\/+$/, '');
  return {
    send: async (notice, { id, page, signal }) => {
      const token = (await readSecret(spec.token)).reveal();
      const own = `plimsoll:${id}`;
      const ask = async (method: 'GET' | 'POST', path: string, value?: unknown): Promise<string> => {
        const called = `Grafana at ${new URL(base).host}`;
        const headers = {
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          ...(value === undefined ? {} : { 'content-type': 'application/json' }),
        };
        const body = value === undefined ? {} : { body: JSON.stringify(value) };
        const url = new URL(`${base}${path}`);
        const sent = await sendText({ method, url, headers, called, allowPrivate: spec.allowPrivate, ...body }, signal);
        return taken(sent, called, FOR_GOOD).text;
      };
      // It has no key against sending twice: so it is looked for first.
      if (isThere(await ask('GET', `/api/annotations?type=annotation&limit=1&tags=${encodeURIComponent(own)}`)))
        return { memo: null };
      await ask('POST', '/api/annotations', {
        ...regionOf(notice, page),
        tags: [...spec.tags, ...tagsOf(notice), own],
      });
      return { memo: null };
    },
  };
}

function isThere(text: string): boolean {
  try {
    const found = Found.safeParse(JSON.parse(text));
    return found.success && found.data.length > 0;
  } catch {
    return false;
  }
}

const tagsOf = ({ unit, environment, kind }: Notice): readonly string[] => [
  'plimsoll',
  `unit:${unit}`,
  `environment:${environment}`,
  kind,
];

function regionOf({ span, at, title, path }: Notice, page: string) {
  const { name, from, to } = span ?? { name: 'moment', from: at, to: at };
  // Grafana shows the text as HTML: ours has none, and what is not ours is not in it.
  const text = `${escaped(`${title} (${name})`)} <a href="${page}${path}">look at it</a>`;
  return { time: from, timeEnd: to, text };
}

const escaped = (text: string): string =>
  printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
