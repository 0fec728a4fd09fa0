import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe finds against WCAG 2.2 AA, one line each: the rule, and where. Our page has no frames, so that axe may run in it instead
 * of in a page of its own beside it, and a document that holds its half megabyte of rules already is not given them again: both
 * take longer than the looking itself.
 */
export async function inaccessible(page: Page, within = 'html'): Promise<readonly string[]> {
  const isHere = await page.evaluate<boolean>("typeof axe === 'object'");
  const { violations } = await new AxeBuilder({ page, ...(isHere ? { axeSource: ';' } : {}) })
    .setLegacyMode()
    .include(within)
    .options({ resultTypes: ['violations'] })
    .withTags(RULES)
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target.join(' ')}: ${html.slice(0, 160)}`),
  );
}
