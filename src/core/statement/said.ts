import type { Checkpoint } from '../guard/verified-approval.ts';
import type { Instant } from '../kernel/instant.ts';

/** What is said: for a person who answers, as a first text of an incident, or about a file that lies elsewhere. */
export const STATEMENT_KINDS = ['statement', 'incident-draft', 'attachment'] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

/** What the text is, or the file that it speaks of. */
export const STATEMENT_FORMS = ['markdown', 'junit', 'sarif', 'json'] as const;
export type StatementForm = (typeof STATEMENT_FORMS)[number];

/** What somebody wants to say beside a deployment. */
export interface StatementWish {
  readonly kind: StatementKind;
  readonly form: StatementForm;
  readonly text: string;
  /** Of the file that is spoken of; null where the text is all there is. Nothing reads that file. */
  readonly digest: string | null;
}

/**
 * What was said. It stands in a stream of its own, beside the deployment's events: no state is folded from it, so that nothing it says can
 * answer, approve or change anything.
 */
export interface SaidStatement extends StatementWish {
  /** From 1, in the order in which they were said; none is ever taken away. */
  readonly number: number;
  /** The question that was open then; null for none. */
  readonly checkpoint: Checkpoint | null;
  /** The plan that was sealed then; null for none. */
  readonly planDigest: string | null;
  /** `agent:builder` */
  readonly by: string;
  /** The person behind an agent. */
  readonly onBehalfOf: string | null;
  readonly at: Instant;
}

/** Who said it and that it is no evidence: ours, and always in front of the words themselves. */
export function statementLabel({
  number,
  kind,
  form,
  by,
  onBehalfOf,
  digest,
}: Pick<SaidStatement, 'number' | 'kind' | 'form' | 'by' | 'onBehalfOf' | 'digest'>): string {
  const who = onBehalfOf === null ? by : `${by} for ${onBehalfOf}`;
  const what = { statement: 'Statement', 'incident-draft': 'Draft', attachment: `About a ${form} file` }[kind];
  const of = digest === null ? '' : ` ${digest}, which nobody read`;
  return `${what} ${number}${of}, by ${who}: not checked, not evidence`;
}
