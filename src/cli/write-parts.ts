import { open, rename, rm } from 'node:fs/promises';

/** Writes a file from parts as they come: aside, synced and renamed, so that nobody ever finds half of it. */
export async function writeParts(file: string, parts: AsyncIterable<string>): Promise<void> {
  const aside = `${file}.${process.pid}.part`;
  const handle = await open(aside, 'wx', 0o600);
  try {
    try {
      for await (const part of parts) await handle.appendFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
