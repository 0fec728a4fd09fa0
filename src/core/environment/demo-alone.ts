/** What is known of an environment: how its newest configuration marks it, and whether it ever served without the mark. */
interface Marked {
  readonly demo: boolean;
  readonly servedForReal: boolean;
}

/**
 * Whether a control plane serves a demo and nothing else: its labelled approver is enrolled, every environment that it knows is marked
 * `demo: true`, and none was ever used without the mark.
 */
export const isDemoAlone = (hasDemoApprover: boolean, environments: readonly Marked[]): boolean =>
  hasDemoApprover && environments.every(({ demo, servedForReal }) => demo && !servedForReal);
