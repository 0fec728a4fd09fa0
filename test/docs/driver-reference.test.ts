import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { driverReference } from '../../scripts/driver-reference.ts';

it('docs/reference/drivers.md says what the drivers say of themselves; write it anew with: npm run reference', () => {
  const page = new URL('../../docs/reference/drivers.md', import.meta.url);

  expect(readFileSync(page, 'utf8')).toBe(driverReference());
});
