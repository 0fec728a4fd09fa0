/** A length of time in whole milliseconds. */
export type Duration = number & { readonly __unit: 'duration-ms' };

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

const WRITTEN = /^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9})s)?(?:(\d{1,9})ms)?$/;

/** The duration of this many milliseconds; fractions are dropped. */
export const milliseconds = (count: number): Duration => Math.trunc(count) as Duration;

/** The duration of this many seconds. */
export const seconds = (count: number): Duration => milliseconds(count * 1_000);

/** The duration of this many minutes. */
export const minutes = (count: number): Duration => milliseconds(count * 60_000);

/** The duration of this many hours. */
export const hours = (count: number): Duration => milliseconds(count * 3_600_000);

/** Reads `90s`, `10m` or `1h30m`: whole numbers, each unit once, largest first, no spaces. Anything else is undefined. */
export function parseDuration(text: string): Duration | undefined {
  const parts = text === '' ? null : WRITTEN.exec(text);
  if (parts === null) return undefined;
  const total = UNITS.reduce((sum, [, size], index) => sum + Number(parts[index + 1] ?? 0) * size, 0);
  return Number.isSafeInteger(total) ? milliseconds(total) : undefined;
}

/** Writes a duration in its one normal form: `90m` reads back as `1h30m`, nothing at all as `0s`; a negative one begins with `-`. */
export function formatDuration(duration: Duration): string {
  let rest = Math.abs(duration);
  let text = duration < 0 ? '-' : '';
  for (const [unit, size] of UNITS) {
    const count = Math.trunc(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return duration === 0 ? '0s' : text;
}

/** Why a text is no duration, and what to write instead. */
export function explainDuration(text: string): { readonly message: string; readonly remedy: string } {
  const order = 'largest unit first, each once, no spaces';
  if (/^\d+$/.test(text)) {
    return { message: 'a duration needs a unit', remedy: `write ${text}s, ${text}m or ${text}h` };
  }
  if (/\d[.,]\d/.test(text)) {
    return { message: 'a duration has no decimals', remedy: 'write whole numbers with units, such as 1h30m' };
  }
  if (/\d\s*(?:w|weeks?)\b/i.test(text))
    return { message: 'a duration has no weeks', remedy: 'write days, such as 7d' };
  if (/\d\s*(?:mo|months?|y|years?)\b/i.test(text)) {
    return {
      message: 'a duration has no months or years, for they have no fixed length',
      remedy: 'write days, such as 30d',
    };
  }
  const close = text.replaceAll(/\s/g, '').toLowerCase();
  const remedy = parseDuration(close) === undefined ? 'write a duration such as 90s, 10m or 1h30m' : `write ${close}`;
  const isLong = /^(?:\d+(?:d|h|m|s|ms))+$/.test(text) && !text.match(/\d+/g)?.some((digits) => digits.length > 9);
  return { message: isLong ? `a duration is written ${order}` : 'this is no duration', remedy };
}
