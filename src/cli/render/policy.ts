import type { PolicyView } from '../../api/policy.ts';
import { planCode } from '../../approval/plan-code.ts';
import { weakenings } from '../../core/plan/policy/policy-diff.ts';
import { timeOfDay } from './moment.ts';

const line = (label: string, text: string): string => `  ${label.padEnd(12)} ${text}`;

/** The policy in force, what the configuration file changes in it, and who may sign that. */
export function policyText(view: PolicyView, zone: string): string {
  const { unit, environment, inForce, changes, proposed } = view;
  const title = `${unit} → ${environment}: what protects it`;
  if (inForce === null) {
    return [title, line('in force', 'none yet: the approval of the first deployment adopts the configuration')].join(
      '\n',
    );
  }
  const by = inForce.deployment === null ? 'a signed change' : `the approval of ${inForce.deployment}`;
  const since = timeOfDay(inForce.since, zone, new Date().toISOString());
  const head = [
    title,
    line('in force', `version ${inForce.version} since ${since}, by ${by}, signed by ${inForce.by.join(', ')}`),
  ];
  if (changes.length === 0) return [...head, line('changes', 'none: the configuration says the same')].join('\n');
  return [
    ...head,
    ...changes.map(({ path, before, after, direction }) =>
      line(direction === 'weakens' ? 'WEAKER' : 'stricter', `${path}: ${before} → ${after}`),
    ),
    line('policy code', `${planCode(proposed.digest)} (${proposed.digest.slice(0, 19)}…)`),
    ...closing(view),
  ].join('\n');
}

function closing({ changes, approvers, needed, signed, environment }: PolicyView): readonly string[] {
  if (weakenings(changes).length === 0)
    return ['Stricter rules need no signature of their own: the next approval adopts them.'];
  return [
    line(
      'may sign',
      `${needed} of ${approvers.join(', ')}${signed.length === 0 ? '' : ` · signed: ${signed.join(', ')}`}`,
    ),
    `A deployment of this is refused until then: plimsoll policy adopt -e ${environment} --reason TEXT`,
  ];
}
