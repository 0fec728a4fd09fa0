import type { NotifierSpec } from '../unit/notifier.ts';

/** A receiver by the name that people give it. */
export interface Receiver {
  readonly name: string;
  /** Who it is, without anything that may be a key. */
  readonly to: string;
  readonly spec: NotifierSpec;
}

/** The receivers of a unit: `slack`, or `webhook-1` and `webhook-2` where several are of one kind. */
export const receiversOf = (notify: readonly NotifierSpec[] = []): readonly Receiver[] =>
  notify.map((spec, index) => {
    const isAlone = notify.filter(({ to }) => to === spec.to).length === 1;
    const number = notify.slice(0, index + 1).filter(({ to }) => to === spec.to).length;
    return { name: isAlone ? spec.to : `${spec.to}-${number}`, to: receiverText(spec), spec };
  });

// Of an address only where it is: its path may be a key.
function receiverText(spec: NotifierSpec): string {
  if (!('url' in spec)) return spec.to;
  const [origin = spec.url] = /^https?:\/\/[^/?#]+/.exec(spec.url) ?? [];
  return `${spec.to} ${origin}`;
}
