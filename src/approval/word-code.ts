import { randomInt } from 'node:crypto';
import { wordAt } from './plan-code.ts';
import { WORDS } from './words.ts';

const WORDS_IN_A_PASSPHRASE = 6;

/** A passphrase of six random words: 60 bits, each guess at scrypt's price. */
export const generatePassphrase = (): string =>
  Array.from({ length: WORDS_IN_A_PASSPHRASE }, () => wordAt(randomInt(WORDS.length))).join('-');
