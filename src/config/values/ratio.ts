import { shiftedNumber } from '../../core/gate/decimal.ts';
import { quoted } from '../problem/readable.ts';
import { faulty, textValue } from './text-value.ts';

const WRITTEN = /^(\d{1,3}(?:\.\d{1,2})?)%$/;

/** A share of errors that the judge may make: `5%`, above 0 and at most 50 %. */
export const ratioValue = (description: string) =>
  textValue({ examples: ['5%'], description, pattern: '^[0-9]{1,2}(?:\\.[0-9]{1,2})?%$' }, (text) => {
    const ratio = shiftedNumber(WRITTEN.exec(text)?.[1] ?? '', -2);
    if (ratio > 0 && ratio <= 0.5) return ratio;
    const message = `${quoted(text)} is no share above 0 and up to 50 % with at most two decimals`;
    return faulty({ code: 'ratio', message, remedy: 'write a share such as 5%' });
  });
