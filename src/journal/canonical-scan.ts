/*
 * Whether bytes are canonical JSON, without making a value of them: a checker of a million entries has no time to build what it throws
 * away. It takes just what src/core/plan/canonical.ts writes; a test holds the two against each other. That the bytes are UTF-8 is
 * for the caller to know.
 */

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const DEEPEST = 128;
/** So many digits of a decimal fraction always come back as they were. */
const EXACT_DIGITS = 15;

/** The members of an object that was scanned: where each key (quotes left out) and each value begins and ends. */
export interface Members {
  count: number;
  readonly keyStart: Int32Array;
  readonly keyEnd: Int32Array;
  readonly valueStart: Int32Array;
  readonly valueEnd: Int32Array;
}

/** Room for the members of an object that has no more than so many. */
export const roomFor = (most: number): Members => ({
  count: 0,
  keyStart: new Int32Array(most),
  keyEnd: new Int32Array(most),
  valueStart: new Int32Array(most),
  valueEnd: new Int32Array(most),
});

/** Whether these bytes are one JSON object in canonical form with no more members than there is room for, which it then names. */
export function scanObject(bytes: Buffer, from: number, to: number, members: Members): boolean {
  return bytes[from] === 0x7b && afterObject(bytes, from + 1, to, 1, members) === to;
}

/** Whether these bytes are one JSON value in canonical form. */
export const isCanonical = (bytes: Buffer, from = 0, to = bytes.length): boolean =>
  afterValue(bytes, from, to, 0) === to;

// Each of these returns where what it read ends, and -1 when it is not canonical. Behind the end of the bytes `undefined` fits nothing.
function afterValue(bytes: Buffer, at: number, to: number, depth: number): number {
  switch (bytes[at]) {
    case QUOTE:
      return afterString(bytes, at + 1, to);
    case 0x7b:
      return depth === DEEPEST ? -1 : afterObject(bytes, at + 1, to, depth + 1);
    case 0x5b:
      return depth === DEEPEST ? -1 : afterArray(bytes, at + 1, to, depth + 1);
    case 0x74:
      return afterWord(bytes, at, to, 'true');
    case 0x66:
      return afterWord(bytes, at, to, 'false');
    case 0x6e:
      return afterWord(bytes, at, to, 'null');
    default:
      return afterNumber(bytes, at, to);
  }
}

function afterObject(bytes: Buffer, from: number, to: number, depth: number, members?: Members): number {
  let at = from;
  if (members !== undefined) members.count = 0;
  if (bytes[at] === 0x7d) return at + 1;
  let lastStart = -1;
  let lastEnd = -1;
  for (;;) {
    if (bytes[at] !== QUOTE) return -1;
    const keyStart = at + 1;
    at = afterString(bytes, keyStart, to);
    if (at < 0 || bytes[at] !== COLON) return -1;
    if (lastStart >= 0 && !isBefore(bytes, lastStart, lastEnd, keyStart, at - 1)) return -1;
    lastStart = keyStart;
    lastEnd = at - 1;
    const valueStart = at + 1;
    at = afterValue(bytes, valueStart, to, depth);
    if (at < 0) return -1;
    if (members !== undefined) {
      if (members.count === members.keyStart.length) return -1;
      members.keyStart[members.count] = lastStart;
      members.keyEnd[members.count] = lastEnd;
      members.valueStart[members.count] = valueStart;
      members.valueEnd[members.count] = at;
      members.count += 1;
    }
    const next = bytes[at];
    at += 1;
    if (next === 0x7d) return at > to ? -1 : at;
    if (next !== COMMA) return -1;
  }
}

function afterArray(bytes: Buffer, from: number, to: number, depth: number): number {
  let at = from;
  if (bytes[at] === 0x5d) return at + 1;
  for (;;) {
    at = afterValue(bytes, at, to, depth);
    if (at < 0) return -1;
    const next = bytes[at];
    at += 1;
    if (next === 0x5d) return at > to ? -1 : at;
    if (next !== COMMA) return -1;
  }
}

function afterString(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) return -1;
    if (byte === BACKSLASH) {
      at = afterEscape(bytes, at + 1);
      if (at < 0) return -1;
    } else at += 1;
  }
  return -1;
}

// Only what must be escaped is, and in its shortest form: \u00 and two lower-case digits for what has no letter.
function afterEscape(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) return -1;
  if (byte !== 0x75) return '"\\bfnrt'.includes(String.fromCharCode(byte)) ? at + 1 : -1;
  const hex = bytes.toString('latin1', at + 1, at + 5);
  return /^00(0[0-7be-f]|1[0-9a-f])$/.test(hex) ? at + 5 : -1;
}

function afterWord(bytes: Buffer, at: number, to: number, word: string): number {
  const end = at + word.length;
  return end <= to && bytes.toString('latin1', at, end) === word ? end : -1;
}

function afterNumber(bytes: Buffer, from: number, to: number): number {
  let at = from;
  if (bytes[at] === MINUS) at += 1;
  const whole = at;
  at = afterDigits(bytes, at, to);
  const wholeDigits = at - whole;
  if (wholeDigits === 0) return -1;
  const isZero = bytes[whole] === ZERO;
  if (isZero && wholeDigits > 1) return -1;
  const next = at < to ? bytes[at] : undefined;
  if (next !== POINT && next !== 0x65) {
    if (isZero && at - from > 1) return -1;
    return wholeDigits <= EXACT_DIGITS ? at : afterOddNumber(bytes, from, to);
  }
  if (next === POINT) {
    const end = afterDigits(bytes, at + 1, to);
    const digits = end - at - 1;
    // Smaller than a millionth is written with an exponent.
    const isPlain = digits > 0 && bytes[end - 1] !== ZERO && bytes[end] !== 0x65 && (!isZero || digits <= 6);
    if (isPlain && wholeDigits + digits <= EXACT_DIGITS) return end;
  }
  return afterOddNumber(bytes, from, to);
}

// Exponents, and more digits than are exact: read and written again.
function afterOddNumber(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && isOfNumber(bytes[at] ?? 0)) at += 1;
  const text = bytes.toString('latin1', from, at);
  const value = Number(text);
  return Number.isFinite(value) && String(value) === text ? at : -1;
}

const isOfNumber = (byte: number): boolean =>
  (byte >= ZERO && byte <= NINE) || byte === POINT || byte === MINUS || byte === 0x2b || byte === 0x65;

function afterDigits(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) break;
    at += 1;
  }
  return at;
}

/** Whether one key comes before another in the order of UTF-16, which for plain ASCII is that of the bytes. */
function isBefore(bytes: Buffer, a: number, aEnd: number, b: number, bEnd: number): boolean {
  const length = Math.min(aEnd - a, bEnd - b);
  for (let index = 0; index < length; index += 1) {
    const [one = 0, other = 0] = [bytes[a + index], bytes[b + index]];
    if (isOdd(one) || isOdd(other)) return keyText(bytes, a, aEnd) < keyText(bytes, b, bEnd);
    if (one !== other) return one < other;
  }
  return aEnd - a < bEnd - b;
}

const isOdd = (byte: number): boolean => byte >= 0x80 || byte === BACKSLASH;

const keyText = (bytes: Buffer, from: number, to: number): string =>
  String(JSON.parse(`"${bytes.toString('utf8', from, to)}"`));
