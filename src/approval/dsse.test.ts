import { expect, it } from 'vitest';
import { preAuthEncoding } from './dsse.ts';

it('what is signed names its type and both lengths in bytes', () => {
  expect(preAuthEncoding('application/vnd.in-toto+json', 'é{}').toString()).toBe(
    'DSSEv1 28 application/vnd.in-toto+json 4 é{}',
  );
});
