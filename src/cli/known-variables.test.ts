import { expect, it } from 'vitest';
import { slipsIn } from './known-variables.ts';

it('names the variable that a slip was meant to be', () => {
  expect(slipsIn({ PLIMSOLL_ENVIROMENT: 'staging' })).toEqual([
    '! PLIMSOLL_ENVIROMENT is no variable of plimsoll (Did you mean PLIMSOLL_ENVIRONMENT?)',
  ]);
});

it('says nothing of variables that are known, of other programs, or like none of ours', () => {
  expect(slipsIn({ PLIMSOLL_TZ: 'UTC', PLIMSOLL_DATA: 'x', PATH: '/bin', PLIMSOLL_WHATEVER_ELSE: '1' })).toEqual([]);
});
