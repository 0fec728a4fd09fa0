/** A number of a metric as people read it: `0.31 %`, `183 ms`, `1 240 req/s`. */
export function amountText(value: number | null, unit: string): string {
  if (value === null) return 'no data';
  if (unit === 'ratio') return `${digits(value * 100, 2)} %`;
  if (unit === 'ms' && Math.abs(value) >= 10_000) return `${digits(value / 1_000, 2)} s`;
  return unit === '' ? digits(value, 3) : `${digits(value, 3)} ${unit}`;
}

/** The numbers of an axis: all with the decimals that tell them apart. */
export function tickText(value: number, step: number, unit: string): string {
  const [shown, by] = unit === 'ratio' ? [value * 100, step * 100] : [value, step];
  const decimals = Math.max(0, Math.min(8, -Math.floor(Math.log10(by) + 1e-9)));
  const isHalf = Math.abs(by * 10 ** decimals - Math.round(by * 10 ** decimals)) > 1e-6;
  return `${thousands(shown.toFixed(isHalf ? decimals + 1 : decimals))}${unit === 'ratio' ? ' %' : unit === '' ? '' : ` ${unit}`}`;
}

/** At most so many decimals, and three digits where the number is small: 0.0042 is not 0. */
function digits(value: number, decimals: number): string {
  const size = Math.abs(value);
  const fixed =
    size >= 1_000 ? value.toFixed(0) : size >= 100 ? value.toFixed(Math.min(1, decimals)) : value.toFixed(decimals);
  const kept = size > 0 && Number(fixed) === 0 ? String(Number(value.toPrecision(2))) : fixed;
  const trimmed = kept.includes('.') && !kept.includes('e') ? kept.replace(/\.?0+$/, '') : kept;
  return thousands(trimmed === '-0' ? '0' : trimmed);
}

/** A whole number with its thousands apart, by a space that does not break. */
function thousands(text: string): string {
  const [whole = '', rest] = text.split('.');
  const apart = whole.replaceAll(/\B(?=(\d{3})+$)/g, '\u00a0');
  return rest === undefined ? apart : `${apart}.${rest}`;
}
