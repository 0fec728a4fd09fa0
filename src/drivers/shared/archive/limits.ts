/** How much one archive may hold; the same for packing and unpacking, so that what is stored can be used. */
export interface ArchiveLimits {
  readonly bytes: number;
  readonly files: number;
  readonly depth: number;
}

/** Far above a real service, far below what fills a disk by accident. */
export const ARCHIVE_LIMITS: ArchiveLimits = { bytes: 2 * 1024 ** 3, files: 100_000, depth: 64 };

const LONGEST_NAME = 1_024;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const UNFIT = /[\u0000-\u001f\u007f\\]/;

/** What is wrong with a name inside an archive, or undefined. */
export function problemOfName(name: string, limits: ArchiveLimits): string | undefined {
  const parts = name.split('/');
  if (Buffer.byteLength(name) > LONGEST_NAME) return 'is too long';
  if (UNFIT.test(name) || !name.isWellFormed() || name.includes('\ufffd')) return 'holds signs that are not allowed';
  if (parts.length > limits.depth) return 'lies too deep';
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'is no plain relative path';
  return undefined;
}
