import { InvariantViolation } from '../kernel/invariant.ts';

/**
 * The one canonical text of a JSON value (RFC 8785): keys in UTF-16 order, shortest numbers, no spaces. Everything that is
 * hashed or signed goes through here. Properties that are undefined are left out. A value JSON cannot hold is a bug: a
 * number that is not finite, a lone surrogate, a function.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value as Record<string, unknown>);
  throw new InvariantViolation(`canonical: ${typeof value} is no JSON value`);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new InvariantViolation(`canonical: ${value} is no JSON number`);
  return JSON.stringify(value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new InvariantViolation('canonical: a lone surrogate is no text');
  return JSON.stringify(value);
}

// The default sort of strings compares UTF-16 code units: just what RFC 8785 asks for.
function canonicalObject(value: Record<string, unknown>): string {
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${canonicalString(key)}:${canonical(value[key])}`);
  return `{${members.join(',')}}`;
}
