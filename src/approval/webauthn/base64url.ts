import { z } from 'zod';

/** Bytes in base64url without padding, written in the one way they can be. */
export const bytesText = (fewest: number, most: number) =>
  z
    .string()
    .max(Math.ceil((most * 4) / 3))
    .refine((text) => {
      const bytes = Buffer.from(text, 'base64url');
      return bytes.length >= fewest && bytes.length <= most && bytes.toString('base64url') === text;
    });

/** The bytes of a text that such a schema has taken. */
export const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');
