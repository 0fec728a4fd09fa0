import { ProblemError } from '../../api/problem.ts';
import { type Digest, isDigest } from '../../core/kernel/id.ts';

/** The full id of a commit; anything shorter could mean another one tomorrow. */
export function commitOf(text: string): string {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)) return text;
  throw new ProblemError('usage', [
    {
      code: 'commit-unclear',
      message: `${text} is no full id of a commit`,
      remedy: 'Write --commit "$(git rev-parse HEAD)"',
    },
  ]);
}

/** An artifact as it is written: `app@sha256:…`. */
export function artifactOf(text: string): { readonly name: string; readonly digest: Digest } {
  const at = text.lastIndexOf('@');
  const digest = text.slice(at + 1);
  if (at > 0 && isDigest(digest)) return { name: text.slice(0, at), digest };
  throw new ProblemError('usage', [
    {
      code: 'artifact-unclear',
      message: `${text} is no artifact with its digest`,
      remedy: 'Write --artifact NAME@sha256:DIGEST; plimsoll plan --out FILE tells it',
    },
  ]);
}
