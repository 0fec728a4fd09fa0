import { plainDecimal } from './decimal.ts';
import type { Comparison, Condition, Gate, Limit, Quantity, Trigger } from './gate.ts';

/** Writes a gate or trigger in its one normal form; reading that back gives the same condition. */
export const gateText = (gate: Pick<Gate | Trigger, 'condition'>): string => conditionText(gate.condition);

/** Writes a condition; `or` inside `and` needs brackets, nothing else does. */
export function conditionText(condition: Condition): string {
  if (condition.kind === 'compare') return comparisonText(condition);
  const parts = condition.of.map((part) =>
    condition.kind === 'and' && part.kind === 'or' ? `(${conditionText(part)})` : conditionText(part),
  );
  return parts.join(` ${condition.kind} `);
}

/** Writes one comparison. */
export const comparisonText = (comparison: Comparison): string =>
  `${comparison.metric} ${comparison.operator} ${limitText(comparison.limit)}`;

function limitText(limit: Limit): string {
  if (limit.kind === 'quantity') return quantityText(limit.quantity);
  const factor = limit.factor === 1 ? '' : ` * ${plainDecimal(limit.factor, 0)}`;
  if (limit.plus === null) return `baseline${factor}`;
  const sign = limit.plus.value < 0 ? '-' : '+';
  return `baseline${factor} ${sign} ${quantityText({ ...limit.plus, value: Math.abs(limit.plus.value) })}`;
}

/** Writes a quantity with its unit: `1%`, `250ms`, `20`. */
export const quantityText = (quantity: Quantity): string =>
  `${plainDecimal(quantity.value, quantity.unit === '%' ? 2 : 0)}${quantity.unit}`;
