import type { Slot } from '../../environment/slot.ts';
import type { Instant } from '../../kernel/instant.ts';
import { changeText, type PolicyChange } from './change.ts';
import { policyChanges } from './policy-diff.ts';
import type { Protection } from './protection.ts';

/** How a configuration stands to the policy in force: what its approval would adopt. */
export interface PolicyStanding {
  /** Null: none is in force, and the approval adopts the first. */
  readonly inForce: { readonly version: number; readonly since: Instant; readonly by: readonly string[] } | null;
  /** What is stricter or weaker than what is in force. */
  readonly changes: readonly PolicyChange[];
}

/** Compares a configuration with the policy in force. */
export function policyStanding({ policy }: Pick<Slot, 'policy'>, protection: Protection): PolicyStanding {
  if (policy === null) return { inForce: null, changes: [] };
  const { version, since, by } = policy;
  return { inForce: { version, since, by }, changes: policyChanges(policy.protection, protection) };
}

/** The standing in words, one line for each thing to know. */
export function standingLines({ inForce, changes }: PolicyStanding): readonly string[] {
  if (inForce === null) return ['none in force yet: this approval adopts the one in the plan'];
  const signed = `version ${inForce.version} in force, signed by ${inForce.by.join(', ')}`;
  if (changes.length === 0) return [signed];
  return [`${signed}; this approval adopts version ${inForce.version + 1}:`, ...changes.map(changeText)];
}
