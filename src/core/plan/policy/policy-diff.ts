import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { canonical } from '../canonical.ts';
import { changeOf, changeText, type PolicyChange } from './change.ts';
import { checkpointChanges } from './checkpoint-changes.ts';
import { limitChanges } from './limit-changes.ts';
import type { Protection } from './protection.ts';
import { verificationChanges } from './verification-changes.ts';
import { windowChanges } from './window-changes.ts';

/** How what protects an environment changes, rule by rule, each stricter or weaker. Nothing when it stays. */
export function policyChanges(before: Protection, after: Protection): readonly PolicyChange[] {
  const place = `environments.${after.environment}`;
  const found = [
    ...checkpointChanges(before.checkpoints, after.checkpoints),
    ...windowChanges(before.windows, after.windows),
    ...changeOf(
      `${place}.requires`,
      before.requires ?? 'nothing',
      after.requires ?? 'nothing',
      before.requires === null,
    ),
    ...changeOf(`${place}.demo`, String(before.demo), String(after.demo), !after.demo),
    ...limitChanges(before, after),
    ...verificationChanges(before.verification, after.verification),
  ];
  // What no rule above knows about has changed all the same, and counts as weaker.
  return [...found, ...changeOf(`${place} (other rules)`, unruled(before), unruled(after), false)];
}

/** What is left of a policy when everything is taken out that a rule compares. */
function unruled(protection: Protection): string {
  const { checkpoints, windows, requires: _r, demo: _d, triggers: _t, underpowered: _u, ...rest } = protection;
  const {
    healthTimeout: _h,
    deploymentTimeout: _w,
    targetTime: _b,
    evidenceMaxAge: _e,
    verification: _v,
    ...unknown
  } = rest;
  const { sources: _s, onOpen: _o, lookahead: _l, ...calendar } = windows;
  const others = Object.entries(checkpoints).map(([name, policy]) => {
    const {
      approvers: _a,
      count: _c,
      separateFrom: _f,
      factors: _k,
      requireAssurance: _q,
      deadline: _x,
      ...more
    } = policy;
    return [name, more];
  });
  // By name: a policy that comes back from the journal has its keys in another order.
  const stops = Object.fromEntries(others);
  return canonical({ unknown, calendar, stops });
}

/** The changes that make protection weaker. */
export const weakenings = (changes: readonly PolicyChange[]): readonly PolicyChange[] =>
  changes.filter(({ direction }) => direction === 'weakens');

/** Why a configuration may not be deployed: it protects an environment less than what was adopted. Null when it does not. */
export function refuseWeaker(adopted: Protection | null, proposed: Protection): Refusal | null {
  if (adopted === null) return null;
  const weaker = weakenings(policyChanges(adopted, proposed));
  if (weaker.length === 0) return null;
  return refuse(
    'policy-weakened',
    `The configuration protects ${proposed.environment} less than the adopted policy: ${weaker.map(changeText).join(' · ')}`,
    `Look: plimsoll policy diff. An approver signs the change: plimsoll policy adopt -e ${proposed.environment}`,
  );
}
