import type { Opening } from '../deployment/opening.ts';
import { principalText } from '../principal/principal.ts';
import type { CheckpointPolicy } from '../unit/unit.ts';

/** Why a policy keeps an approver from a deployment: they asked for it, nobody knows that they did not, or they may have written it. */
export function whyNotSeparate(
  approver: string,
  opening: Pick<Opening, 'requester' | 'authors'>,
  { separateFrom }: Pick<CheckpointPolicy, 'separateFrom'>,
): string | null {
  const why = separateFrom.includes('requester') ? whyAsker(approver, opening.requester) : null;
  if (why !== null) return why;
  return separateFrom.includes('author') && opening.authors.some((author) => isNameOf(author, approver))
    ? `${approver} wrote a part of this release`
    : null;
}

function whyAsker(approver: string, requester: Opening['requester']): string | null {
  const asked = principalText(requester);
  if (requester.kind === 'local') {
    return `${asked} is an account, not a person: nobody is known to be separate from it`;
  }
  // Any account of the machine can make such a token in any owner's name, the approver's own account among them.
  if ('vouched' in requester && requester.vouched === 'os-account') {
    return `${asked} came with a token that no person vouched for: nobody is known to be separate from it`;
  }
  const isOwner = requester.kind === 'agent' && [requester.owner, `person:${requester.owner}`].includes(approver);
  return asked === approver || isOwner ? `${approver} asked for this deployment` : null;
}

/**
 * Whether an author as git names them may be this person: by the whole text, the name, the address or its first part.
 * Anyone can write any name into a commit, so this only ever disqualifies.
 */
function isNameOf(author: string, person: string): boolean {
  const folded = author.normalize('NFKC').toLowerCase();
  const opening = folded.lastIndexOf('<');
  const name = opening < 0 ? folded : folded.slice(0, opening);
  const address = opening < 0 ? folded : folded.slice(opening + 1).replace('>', '');
  const written = [name, address, address.split('@')[0] ?? ''].map((one) => one.trim());
  return written.some((one) => one === person || `person:${one}` === person);
}
