/** How two values are compared. On sequential gates `<` and `<=` are one. */
export type Operator = '<' | '<=' | '>' | '>=';

/** A number with its unit as written; `''` is a bare count. Ratios are held as 0 to 1 with unit `%`, times in milliseconds with unit `ms`. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

/** What a metric is compared with: a quantity, or the same metric on the live stable track. */
export type Limit =
  | { readonly kind: 'quantity'; readonly quantity: Quantity }
  | { readonly kind: 'baseline'; readonly factor: number; readonly plus: Quantity | null };

/** One comparison. */
export interface Comparison {
  readonly kind: 'compare';
  readonly metric: string;
  readonly operator: Operator;
  readonly limit: Limit;
}

/** A comparison, or several joined: `and` is as bad as its worst side, `or` as good as its best. */
export type Condition = Comparison | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] };

/** A condition that must hold to advance, with the text it was written as. */
export interface Gate {
  readonly text: string;
  readonly condition: Condition;
}

/** A condition that must not hold: proof of it rolls back. */
export interface Trigger {
  readonly text: string;
  readonly condition: Comparison;
}
