import { requirementText, type VerificationRequirement } from '../../unit/verification.ts';
import { canonical } from '../canonical.ts';
import { changeOf, isWithin, type PolicyChange } from './change.ts';

type Requirements = readonly VerificationRequirement[] | undefined;

/** How the meaning of "verified code" changes: one requirement more is stricter; any other change, a key's too, is not. */
export function verificationChanges(before: Requirements = [], after: Requirements = []): readonly PolicyChange[] {
  const [was, is] = [before.map(canonical), after.map(canonical)];
  if (isWithin(was, is) && isWithin(is, was)) return [];
  const text = textOf(after);
  const hidden = textOf(before) === text ? ', in another way' : '';
  return changeOf('verification', textOf(before), `${text}${hidden}`, isWithin(was, is));
}

const textOf = (requirements: readonly VerificationRequirement[]): string =>
  requirements.length === 0 ? 'nothing' : requirements.map(requirementText).join(' · ');
