import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { reach } from './reach.ts';

// A process of its own: it gives up every right before it tries anything, and cannot take one back.
const Asked = z.strictObject({
  name: z.string().min(1),
  uid: z.int().positive(),
  gid: z.int().nonnegative(),
  targets: z.array(z.strictObject({ kind: z.enum(['folder', 'file', 'socket', 'program']), path: z.string().min(1) })),
});

// Node has it on every system with accounts; its types leave it out.
const becoming = process as unknown as { initgroups(user: string, group: number): void };
const { name, uid, gid, targets } = Asked.parse(JSON.parse(await text(process.stdin)));
// With the groups that the account has when it signs in: a group is how files are usually shared.
becoming.initgroups(name, gid);
process.setgid?.(gid);
process.setuid?.(uid);
if (process.getuid?.() !== uid || process.geteuid?.() !== uid) throw new Error(`this process did not become ${name}`);
process.stdout.write(JSON.stringify(await reach(targets)));
