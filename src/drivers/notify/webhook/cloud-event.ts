import type { Notice } from '../../../core/notice/notice.ts';
import { cdEventOf } from './cd-event.ts';

/** A CloudEvent 1.0 as its attributes and its data. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: unknown;
}

/** Who is said to send: an address that names what, and need not answer. */
export const sourceOf = ({ unit, environment }: Notice): string =>
  `/plimsoll/units/${unit}/environments/${environment}`;

/** A notice as a CloudEvent. Asked for as a CDEvent it is one where there is such an event; finer steps are our own. */
export function cloudEventOf(
  notice: Notice,
  { id, page, format }: { readonly id: string; readonly page: string; readonly format: 'cloudevents' | 'cdevents' },
): CloudEvent {
  const cd = format === 'cdevents' ? cdEventOf(notice, id) : null;
  return {
    specversion: '1.0',
    id,
    source: sourceOf(notice),
    type: cd?.context.type ?? `dev.plimsoll.${notice.kind}`,
    subject: cd?.subject.id ?? notice.deployment,
    time: new Date(notice.at).toISOString(),
    datacontenttype: 'application/json',
    data: cd ?? ownData(notice, page),
  };
}

/** What our own events say. Text that is not ours stands under a name that says so. */
function ownData(notice: Notice, page: string) {
  const { facts, said, span, path, at, repo, title, waitsFor, seq, ...rest } = notice;
  return {
    ...rest,
    sequence: seq,
    summary: title,
    facts: Object.fromEntries(facts.map(({ name, text }) => [name.replaceAll(' ', '_'), text])),
    waits_for:
      waitsFor === null
        ? null
        : { what: waitsFor.what, until: waitsFor.until === null ? null : new Date(waitsFor.until).toISOString() },
    ...(repo === null ? {} : { repo }),
    ...(said === null ? {} : { untrusted_text: said }),
    url: `${page}${path}`,
  };
}
