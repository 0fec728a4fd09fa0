/**
 * Writes a number as plain decimals, its point moved to the right by `places`. The digits are moved as text: 0.007 moved
 * by two is `0.7`, where multiplying by 100 would give 0.7000000000000001.
 */
export function plainDecimal(value: number, places: number): string {
  const [mantissa = '0', exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponent) + places;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const right = padded.slice(at).replace(/0+$/, '');
  return `${value < 0 ? '-' : ''}${left}${right === '' ? '' : `.${right}`}`;
}

/** Reads digits with an optional decimal part and moves the point by `places`, without a rounding of its own. */
export const shiftedNumber = (digits: string, places: number): number => Number(`${digits}e${places}`);
