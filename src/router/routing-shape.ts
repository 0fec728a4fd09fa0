import type { Change, Member, Routing, Sticky, Traffic } from './routing.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Reads a traffic; undefined when it is none. */
export function readTraffic(value: unknown): Traffic | undefined {
  if (!isObject(value)) return undefined;
  if (value.kind === 'out-of-service') return { kind: 'out-of-service' };
  const share = value.candidate;
  if (value.kind !== 'split' || !isWhole(share) || share > 1000) return undefined;
  return { kind: 'split', candidate: share };
}

/** Reads a list of members; undefined when one of them is none. */
export function readMembers(value: unknown): readonly Member[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const members: Member[] = [];
  for (const item of value as readonly unknown[]) {
    if (!isObject(item)) return undefined;
    const { id, address } = item;
    if (typeof id !== 'string' || id === '' || typeof address !== 'string') return undefined;
    if (placeOf(address) === undefined) return undefined;
    members.push({ id, address });
  }
  return members;
}

/** Reads a change; undefined when a part of it is malformed. */
export function readChange(value: unknown): Change | undefined {
  if (!isObject(value)) return undefined;
  const traffic = value.traffic === undefined ? undefined : readTraffic(value.traffic);
  const sticky = isSticky(value.sticky) ? value.sticky : undefined;
  const stable = value.stable === undefined ? undefined : readMembers(value.stable);
  const candidate = value.candidate === undefined ? undefined : readMembers(value.candidate);
  const isWholeChange =
    isReadable(value.traffic, traffic) &&
    isReadable(value.sticky, sticky) &&
    isReadable(value.stable, stable) &&
    isReadable(value.candidate, candidate);
  if (!isWholeChange) return undefined;
  return {
    ...(traffic === undefined ? {} : { traffic }),
    ...(sticky === undefined ? {} : { sticky }),
    ...(stable === undefined ? {} : { stable }),
    ...(candidate === undefined ? {} : { candidate }),
  };
}

/** Reads a whole routing; undefined when a part of it is absent or malformed. */
export function readRouting(value: Fields): Routing | undefined {
  const change = readChange(value);
  // Written before there was any, it knows no stickiness.
  const { traffic, sticky = 'none', stable, candidate } = change ?? {};
  return traffic === undefined || stable === undefined || candidate === undefined
    ? undefined
    : { traffic, sticky, stable, candidate };
}

/** Where an address `http://host:port` points; undefined when it has another form. */
export function placeOf(address: string): { readonly host: string; readonly port: number } | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'http:' || url.origin !== address.replace(/\/$/, '').replace(/:80$/, '')) return undefined;
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 80 : Number(url.port) };
}

/** Whether a value is an object with fields. */
export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is a whole number from 0. */
export const isWhole = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const isSticky = (value: unknown): value is Sticky => value === 'cookie' || value === 'none';

const isReadable = (given: unknown, read: unknown): boolean => given === undefined || read !== undefined;
