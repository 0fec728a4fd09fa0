import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ALL_KINDS } from '../core/notice/kind.ts';
import { aConfiguration, load } from './fixtures/configuration.ts';

const page = readFileSync(new URL('../../docs/how-to/notifications.md', import.meta.url), 'utf8');

it('the block of the page on notifications loads as it stands', () => {
  const [, block = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const [, notify = ''] = /^(notify:[\s\S]*)$/m.exec(block) ?? [];
  const [, unit = ''] = /^unit: (\{.*?\})/m.exec(block) ?? [];

  expect(load(aConfiguration({ unit, more: notify }))).toHaveProperty('spec');
});

it('the page names everything that can be told', () => {
  const table = page.slice(page.indexOf('| Family |'), page.indexOf('A rollback in the bake'));

  for (const kind of ALL_KINDS) {
    const [family = '', name = ''] = kind.split('.');
    expect(
      table.includes(`\`${kind}\``) || (table.includes(`\`${family}\``) && table.includes(`\`${name}\``)),
      kind,
    ).toBe(true);
  }
});
