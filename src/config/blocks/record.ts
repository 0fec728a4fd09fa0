import { z } from 'zod';

// Given to git after `--`; an address that begins with a dash is none all the same, and ext:: would run a program.
const REMOTE = /^(?!-)(?!ext::)[^\s\p{Cc}]{1,500}$/u;
const BRANCH = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

/** Where the signed heads of the journal go, so that whoever can change the journal cannot change what was said of it. */
export const RecordBlock = z.strictObject({
  heads: z.strictObject({
    file: z
      .string()
      .regex(/^[^\p{Cc}]{1,500}$/u)
      .meta({
        examples: ['/mnt/audit/storefront.heads'],
        description:
          'A file that signed journal heads are added to, from the folder of this file: best where agents cannot write',
      })
      .optional(),
    git: z
      .strictObject({
        remote: z
          .string()
          .regex(REMOTE)
          .meta({
            examples: ['ssh://git@example.com/audit.git'],
            description:
              'A git remote that takes no forced push; the account of the control plane must reach it without being asked',
          }),
        branch: z
          .string()
          .regex(BRANCH)
          .meta({ examples: ['plimsoll-heads'], description: 'The branch with a file for each control plane' })
          .prefault('plimsoll-heads'),
      })
      .optional(),
  }),
});
