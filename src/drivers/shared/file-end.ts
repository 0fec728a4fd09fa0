import { open } from 'node:fs/promises';

/** The last bytes of a file, at most so many. */
export async function readEnd(file: string, bytes: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const wanted = Math.min(size, bytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, size - wanted);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
