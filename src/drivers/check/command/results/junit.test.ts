import { describe, expect, it } from 'vitest';
import { matches } from '../glob.ts';
import { readJUnit } from './junit.ts';

const read = (text: string) => readJUnit(Buffer.from(text), 'results.xml');
const suite = (name: string, total: number, failed = 0, skipped = 0) => ({
  name,
  total,
  passed: total - failed - skipped,
  failed,
  skipped,
});

describe('a JUnit result', () => {
  it('is counted per suite that holds tests, nested ones by their path', () => {
    const text = `<?xml version="1.0" encoding="utf-8"?>
      <testsuites name="all">
        <testcase name="loose"/>
        <testsuite name="api" tests="9">
          <testcase name="1"/><testcase name="2"><failure message="no"/></testcase><testcase name="3"><error/></testcase>
          <testsuite name="v2 &amp; v3"><testcase name="4"><skipped/></testcase></testsuite>
        </testsuite>
        <testsuite name="empty"/>
      </testsuites>`;

    expect(read(text)).toEqual({
      suites: [suite('all', 1), suite('all > api', 3, 2), suite('all > api > v2 & v3', 1, 0, 1)],
    });
  });

  it('may have a single suite, without a name', () => {
    expect(read('<testsuite><testcase/></testsuite>')).toEqual({ suites: [suite('results.xml', 1)] });
  });

  it.each([
    '<testsuite name="s" errors="1"><testcase/></testsuite>',
    '<testsuites name="s" failures="2" errors="-1"><testcase/></testsuites>',
    '<testsuite name="s" failures="many"><testcase/></testsuite>',
  ])('has failed where it declares more failures than it shows: %s', (text) => {
    const said = read(text);

    expect('suites' in said && said.suites[0]?.failed).toBeGreaterThan(0);
  });

  it('does not count a failure twice that an outer suite declares and an inner one shows', () => {
    const inner = '<testsuite name="b" failures="1"><testcase><failure/></testcase></testsuite>';

    expect(read(`<testsuites failures="1"><testsuite name="a" failures="1">${inner}</testsuite></testsuites>`)).toEqual(
      {
        suites: [suite('a > b', 1, 1)],
      },
    );
  });

  it('holds what a runner of Node writes', () => {
    const text = `<?xml version="1.0" encoding="utf-8"?>
<testsuites>
\t<testsuite name="checkout" time="0.004" disabled="0" errors="0" tests="2" failures="1" skipped="0" hostname="vm">
\t\t<testcase name="pays" time="0.001" classname="test"/>
\t\t<testcase name="ships" time="0.002" classname="test" failure="no">
\t\t\t<failure type="testCodeFailure" message="no">
[Error [ERR_TEST_FAILURE]: no] { code: &apos;ERR_TEST_FAILURE&apos; }
\t\t\t</failure>
\t\t</testcase>
\t</testsuite>
\t<!-- tests 2 -->
</testsuites>`;

    expect(read(text)).toEqual({ suites: [suite('checkout', 2, 1)] });
  });

  it('may quote a document type in its output', () => {
    const failure = '<failure><![CDATA[expected <!DOCTYPE html><!ENTITY a "b">]]></failure>';

    expect(read(`<testsuite name="s"><testcase name="t">${failure}</testcase></testsuite>`)).toEqual({
      suites: [suite('s', 1, 1)],
    });
  });

  it.each([
    ['nothing', '', /no/],
    ['a page', '<html><body>502</body></html>', /no JUnit/],
    ['text', 'all tests passed', /no/],
    ['half of one', '<testsuite><testcase/>', /no XML/],
    ['two roots', '<testsuite><testcase/></testsuite><testsuite>', /no XML/],
    ['entities', '<!DOCTYPE x [<!ENTITY a "aaaa">]><testsuite><testcase name="&a;"/></testsuite>', /document type/],
    ['depth', `<testsuite>${'<testsuite>'.repeat(60)}${'</testsuite>'.repeat(60)}</testsuite>`, /no XML: .*nested/i],
  ])('is not %s', (_, text, problem) => {
    expect(read(text)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('changes no prototype and shows no control characters', () => {
    const said = read('<testsuite name="\u001b[31mx\u0007"><__proto__ polluted="1"/><testcase/></testsuite>');

    expect(JSON.stringify(said)).not.toContain('\u001b');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('a name', () => {
  it.each([
    ['unit-1.xml', 'unit-*.xml', true],
    ['unit-.xml', 'unit-*.xml', true],
    ['unit.xml', 'unit-*.xml', false],
    ['a.xml.bak', '*.xml', false],
    ['abcbd', 'a*b*d', true],
    ['abc', '***', true],
    ['', '*', true],
    ['a', '', false],
    ['a[1].xml', 'a[1].xml', true],
  ])('%j fits %j: %s', (name, part, fits) => {
    expect(matches(name, part)).toBe(fits);
  });

  it('is compared in reasonable time, however many stars there are', () => {
    expect(matches('a'.repeat(2_000), '*a'.repeat(200).concat('b'))).toBe(false);
  });
});
