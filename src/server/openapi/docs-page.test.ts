import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { docsPage } from './docs-page.ts';

const document = JSON.parse(readFileSync(new URL('../../../schema/openapi.json', import.meta.url), 'utf8'));

describe('the API as a page to read', () => {
  const page = docsPage(document);

  it('names every operation once, with what it needs', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods as object));

    expect(operations.length).toBeGreaterThan(50);
    for (const { operationId, summary } of operations) {
      expect(page).toContain(`id="${operationId}"`);
      expect(page).toContain(summary.replaceAll("'", '&#39;').replaceAll('"', '&quot;'));
    }
    expect(page).toMatch(/Sign a change of policy\. <small>Needs: change-policy/);
  });

  it('has no script, nothing inline and nothing from elsewhere', () => {
    expect(page).not.toMatch(/<script|<style|style=| on[a-z]+="|src=/);
    expect([...page.matchAll(/(?:href|action)="([^"]*)"/g)].filter(([, to = '']) => !/^[#/]/.test(to))).toEqual([]);
  });

  it('shows words as words', () => {
    const hostile = { ...document, info: { title: '<b>"x"&\'y\'</b>', description: '<script>1</script>' }, paths: {} };

    expect(docsPage(hostile)).toContain('&lt;b&gt;&quot;x&quot;&amp;&#39;y&#39;&lt;/b&gt;');
    expect(docsPage(hostile)).not.toContain('<script>');
  });
});
