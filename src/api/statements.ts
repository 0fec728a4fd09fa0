import type { StatementForm, StatementKind } from '../core/statement/said.ts';

/** What somebody said beside a deployment: data for a person, never evidence. */
export interface StatementView {
  readonly number: number;
  readonly kind: StatementKind;
  readonly form: StatementForm;
  readonly text: string;
  /** Of the file that it speaks of, which nothing here read. */
  readonly digest: string | null;
  /** The question that was open when it was said. */
  readonly checkpoint: string | null;
  /** The plan that was sealed when it was said. */
  readonly planDigest: string | null;
  readonly by: string;
  readonly onBehalfOf: string | null;
  readonly at: string;
}
