/** A figure with its unit as reports write it: `0.12%`, `175ms`, `1250 req/s`. Ratios are 0 to 1. */
export function amountText(value: number, unit: string): string {
  if (unit === '%') return `${rounded(value * 100, 2)}%`;
  if (unit === 'ms') return `${rounded(value, value < 10 ? 2 : 0)}ms`;
  const text = rounded(value, Math.abs(value) < 100 ? 2 : 0);
  return unit === '' ? text : `${text} ${unit}`;
}

/** A figure that may not be known; what is not known is no zero. */
export const amountOr = (value: number | null, unit: string, none: string): string =>
  value === null ? none : amountText(value, unit);

const rounded = (value: number, decimals: number): string => String(Number(value.toFixed(decimals)));

/** A metric as people say it: `Latency p99`, `Error rate`. */
export function spokenMetric(name: string): string {
  const percentile = /^(\w+)_p(\d+)(?:_(\d))?$/.exec(name);
  if (percentile !== null) {
    const [, of = '', level, tenth] = percentile;
    return `${capital(of)} p${level}${tenth === undefined ? '' : `.${tenth}`}`;
  }
  return capital(name.replaceAll('_', ' '));
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
