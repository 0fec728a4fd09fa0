import { minutes } from '../../core/kernel/duration.ts';
import {
  type PinnedKey,
  PREDICATES,
  type PredicateKind,
  type VerificationRequirement,
} from '../../core/unit/verification.ts';
import { EVIDENCE_FOLDER, type VerificationBlock } from '../blocks/verification.ts';

/** What must be shown of the source before anything is packaged. */
export function verificationSpec(
  blocks: readonly VerificationBlock[],
  keys: ReadonlyMap<string, PinnedKey>,
): readonly VerificationRequirement[] {
  return blocks.map((block): VerificationRequirement => {
    if (block.run !== undefined) {
      const { run, timeout = minutes(15), junit = null } = block;
      return { kind: 'command', check: { run, timeout, junit } };
    }
    const predicate = kindOf(block.statement);
    return {
      kind: 'statement',
      predicate,
      subject: block.subject ?? (predicate === 'provenance' ? 'artifact' : 'commit'),
      from: block.from ?? EVIDENCE_FOLDER,
      keys: (block.keys ?? []).flatMap((file) => keys.get(file) ?? []),
      makers: block.builders ?? block.verifiers ?? [],
      buildTypes: block.build_types ?? [],
      parameters: block.parameters ?? {},
      properties: block.properties ?? [],
    };
  });
}

const kindOf = (type: string | undefined): PredicateKind =>
  (Object.keys(PREDICATES) as PredicateKind[]).find((kind) => PREDICATES[kind] === type) ?? 'provenance';
