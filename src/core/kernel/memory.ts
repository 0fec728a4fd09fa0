export const MEBIBYTE = 1024 ** 2;
const UNITS: Readonly<Record<string, number>> = { MiB: MEBIBYTE, GiB: 1024 * MEBIBYTE };
const MEMORY = /^(\d{1,6})(MiB|GiB)$/;
const MILLI = 1_000;

/** Bytes of a text such as `256MiB`, or undefined when it is none. */
export function parseMemory(text: string): number | undefined {
  const [, count = '', unit = ''] = MEMORY.exec(text) ?? [];
  const size = UNITS[unit];
  return size === undefined ? undefined : Number(count) * size;
}

/** Memory as it is written. */
export const memoryText = (bytes: number): string =>
  bytes % (1024 * MEBIBYTE) === 0 ? `${bytes / (1024 * MEBIBYTE)}GiB` : `${bytes / MEBIBYTE}MiB`;

/** Processors in thousandths: what is sealed in a plan holds whole numbers. */
export const milliCpusOf = (cpus: number): number => Math.round(cpus * MILLI);

/** Processors as they are written. */
export const cpusOf = (milliCpus: number): number => milliCpus / MILLI;
