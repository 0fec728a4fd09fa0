/** A length of time as people read it: 41s, 6m41s, 2h05m, 3d4h. Never more than two units. */
export function lasting(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 60) return `${whole}s`;
  if (whole < 3_600) return `${Math.trunc(whole / 60)}m${two(whole % 60)}s`;
  if (whole < 86_400) return `${Math.trunc(whole / 3_600)}h${two(Math.trunc((whole % 3_600) / 60))}m`;
  return `${Math.trunc(whole / 86_400)}d${Math.trunc((whole % 86_400) / 3_600)}h`;
}

/** How long something took that may have been quick: 0.4s, 9.8s, 41s. */
export const took = (seconds: number): string => (seconds < 9.95 ? `${seconds.toFixed(1)}s` : lasting(seconds));

/** A whole number with its thousands apart: 91 300. */
export const whole = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ');

/** A value of a metric with its unit: ratios as percent, times in milliseconds. */
export function measured(value: number, unit: string): string {
  return unit === 'ratio' ? `${percentage(value)} %` : `${figure(value)}${unit === '' ? '' : ` ${unit}`}`;
}

/** Two values of a metric with the unit once: 0.14–0.62 %. */
export function measuredRange(low: number | null, high: number | null, unit: string): string {
  const one = (value: number | null): string =>
    value === null ? '?' : unit === 'ratio' ? percentage(value) : figure(value);
  return `${one(low)}–${one(high)}${unit === 'ratio' ? ' %' : unit === '' ? '' : ` ${unit}`}`;
}

function percentage(ratio: number): string {
  const value = ratio * 100;
  // Very small shares keep two digits: 0.00 would read as none at all.
  return String(Number(value > 0 && value < 0.01 ? value.toPrecision(2) : value.toFixed(2)));
}

const figure = (value: number): string =>
  Math.abs(value) >= 1_000 ? whole(value) : String(Number(value.toPrecision(4)));
