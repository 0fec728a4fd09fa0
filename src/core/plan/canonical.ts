import { InvariantViolation } from '../kernel/invariant.ts';

// Far above any value of ours; deeper ones would end in a stack overflow whose place depends on the caller.
const MAX_DEPTH = 128;

/**
 * The one canonical text of a JSON value (RFC 8785): keys in UTF-16 order, shortest numbers, no spaces. Everything that is
 * hashed or signed goes through here. Properties that are undefined are left out. A value JSON cannot hold is a bug: a
 * number that is not finite, a lone surrogate, a function, an instance of a class, a hole in an array, a circle.
 */
export function canonical(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'string') return writeString(value);
  if (typeof value !== 'object') throw new InvariantViolation(`canonical: ${typeof value} is no JSON value`);
  if (depth === MAX_DEPTH) throw new InvariantViolation(`canonical: deeper than ${MAX_DEPTH} levels, or circular`);
  return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new InvariantViolation(`canonical: ${value} is no JSON number`);
  // What JSON.stringify gives for a finite number, for a fraction of the time; measurements are mostly numbers.
  return String(value);
}

// What JSON leaves as it is: nearly all keys and names. To see that costs a fraction of having it written.
const PLAIN = /^[ !#-[\]-~]*$/;

function writeString(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new InvariantViolation('canonical: a lone surrogate is no text');
  return JSON.stringify(value);
}

// By index, so that a hole is met as the undefined it is; map would skip it and join would print nothing.
function writeArray(value: readonly unknown[], depth: number): string {
  let text = '';
  for (let index = 0; index < value.length; index += 1)
    text += `${index === 0 ? '' : ','}${write(value[index], depth)}`;
  return `[${text}]`;
}

function writeObject(value: object, depth: number): string {
  if (!isPlain(value)) throw new InvariantViolation(`canonical: ${value.constructor.name} is no JSON object`);
  let text = '';
  for (const key of inOrder(Object.keys(value))) {
    const member = value[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${writeKey(key)}${write(member, depth)}`;
  }
  return `{${text}}`;
}

// Comparing strings, as sorting them does, is by UTF-16 code units: just what RFC 8785 asks for. A call of sort costs more than
// putting a handful of keys in order, and there is a record of every second.
function inOrder(keys: string[]): string[] {
  if (keys.length > FEW) return keys.sort();
  for (let at = 1; at < keys.length; at += 1) {
    const key = keys[at] ?? '';
    let before = at - 1;
    for (; before >= 0 && (keys[before] ?? '') > key; before -= 1) keys[before + 1] = keys[before] ?? '';
    keys[before + 1] = key;
  }
  return keys;
}

const FEW = 16;

// Keys are few and come again and again: what was written of them once is kept, as long as there is room.
function writeKey(key: string): string {
  const known = KEYS.get(key);
  if (known !== undefined) return known;
  const text = `${writeString(key)}:`;
  if (KEYS.size < MOST_KEYS && key.length <= LONGEST_KEY) KEYS.set(key, text);
  return text;
}

const KEYS = new Map<string, string>();
const MOST_KEYS = 2_000;
const LONGEST_KEY = 40;

// A date or a map has no members to show and would pass as {}. Plain objects of another realm have a prototype of their own.
function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}
