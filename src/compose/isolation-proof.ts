import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Isolation } from '../approval/verify/assurance.ts';
import { instant } from '../core/kernel/instant.ts';

const Proof = z.strictObject({
  schema: z.literal('plimsoll.isolation/1'),
  account: z.string().regex(/^os\/\d{1,10}$/),
  provenAt: z.int().nonnegative(),
});

const LARGEST = 1_024;

/**
 * The proof that `doctor` left as root: the agents' account was tried and reached nothing. A file of any other account proves
 * nothing, since that account could have written it; root needs to prove nothing to anybody.
 */
export function isolationProof(root: string): Isolation | null {
  try {
    const file = openSync(
      join(root, 'isolation.json'),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    try {
      const { uid, mode, size, nlink } = fstatSync(file);
      if (uid !== 0 || nlink !== 1 || (mode & 0o022) !== 0 || size > LARGEST) return null;
      const { account, provenAt } = Proof.parse(JSON.parse(readFileSync(file, 'utf8')));
      return { account, provenAt: instant(provenAt) };
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}
