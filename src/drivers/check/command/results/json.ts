import { jsonDepth } from '../../../../core/kernel/json-depth.ts';

/** Deeper than this no result file is nested. */
const DEEPEST = 64;

/** An object of a parsed document; what it holds is looked at before it is believed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object that a JSON text holds, or why it holds none. */
export function readObject(bytes: Uint8Array): JsonObject | { readonly problem: string } {
  const text = new TextDecoder().decode(bytes);
  if (jsonDepth(text) > DEEPEST) return { problem: `is nested deeper than ${DEEPEST}` };
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : { problem: 'holds no JSON object' };
  } catch {
    return { problem: 'is no JSON' };
  }
}

/** Whether a value is an object with keys. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object under a key; an empty one where there is none. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(value) ? value : {};
}

/** The objects in the list under a key; anything else in it is left out. */
export function objectsAt(object: JsonObject, key: string): readonly JsonObject[] {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The text under a key. */
export function textAt(object: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The number under a key: finite and not negative, for nothing that results count is. */
export function amountAt(object: JsonObject, key: string): number | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
