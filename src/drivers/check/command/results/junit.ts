import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { SuiteResult } from '../../../../core/deployment/evidence.ts';
import { printable } from '../../../shared/printable.ts';

const DEEPEST = 50;
const MOST_SUITES = 10_000;

/** What a JUnit file says, or why it cannot be trusted to say anything. */
export type JUnit = { readonly suites: readonly SuiteResult[] } | { readonly problem: string };

type Node = { readonly [tag: string]: unknown };

const ATTRIBUTE = '@';
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  maxNestedTags: DEEPEST,
  isArray: (tag) => tag === 'testsuite' || tag === 'testcase',
});

/** Reads a JUnit result. Tests are counted, not believed; a failure that is only declared still counts as one. */
export function readJUnit(bytes: Uint8Array, fileName: string): JUnit {
  const text = new TextDecoder().decode(bytes);
  // Reports need no document type; with one come entities, and with those, bombs.
  if (text.startsWith('<!', prologEnd(text))) return { problem: 'holds a document type, which is not read' };
  const valid = XMLValidator.validate(text, { allowBooleanAttributes: false });
  if (valid !== true) return { problem: `is no XML: ${printable(valid.err.msg)} (line ${valid.err.line})` };
  let root: Node;
  try {
    root = parser.parse(text) as Node;
  } catch (error) {
    return { problem: `is no XML: ${printable(String(error))}` };
  }
  if (!('testsuites' in root) && !('testsuite' in root)) return { problem: 'is no JUnit result' };
  const suites: SuiteResult[] = [];
  for (const top of [...nodes(root.testsuites), ...nodes(root.testsuite)]) collect(top, [], fileName, suites);
  return suites.length > MOST_SUITES ? { problem: `holds more than ${MOST_SUITES} suites` } : { suites };
}

/** Adds the suites in a node, outer ones first. Gives back how many failed in it, for the comparison with what is declared. */
function collect(node: Node, path: readonly string[], fileName: string, suites: SuiteResult[]): number {
  const name = nameOf(node);
  const here = name === undefined ? path : [...path, name];
  const cases = nodes(node.testcase);
  const at = suites.length;
  const counted = count(cases);
  const inner = nodes(node.testsuite).reduce((sum, suite) => sum + collect(suite, here, fileName, suites), 0);
  // Declared but not shown: a suite that broke before or after its tests.
  const hidden = Math.max(0, declared(node, 'failures') + declared(node, 'errors') - counted.failed - inner);
  const failed = counted.failed + hidden;
  const total = counted.total + hidden;
  if (total > 0) {
    const { skipped, flaky } = counted;
    const suite = { name: here.join(' > ') || fileName, total, failed, skipped, passed: total - failed - skipped };
    suites.splice(at, 0, flaky === 0 ? suite : { ...suite, flaky });
  }
  return failed + inner;
}

function count(cases: readonly Node[]): Pick<SuiteResult, 'total' | 'failed' | 'skipped'> & { flaky: number } {
  const failed = cases.filter((one) => 'failure' in one || 'error' in one).length;
  const skipped = cases.filter((one) => 'skipped' in one && !('failure' in one) && !('error' in one)).length;
  const flaky = cases.filter((one) => 'flakyFailure' in one || 'flakyError' in one).length;
  return { total: cases.length, failed, skipped, flaky };
}

// An element without attributes or children is parsed as a text.
function nodes(value: unknown): readonly Node[] {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one) => (typeof one === 'object' && one !== null ? (one as Node) : {}));
}

function nameOf(node: Node): string | undefined {
  const name = node[`${ATTRIBUTE}name`];
  return typeof name === 'string' && name !== '' ? printable(plain(name)).slice(0, 200) : undefined;
}

function declared(node: Node, what: string): number {
  const value = Number(node[ATTRIBUTE + what] ?? 0);
  // A number that is none declares trouble, not zero.
  return Number.isSafeInteger(value) && value >= 0 ? value : 1;
}

const SIGNS: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const plain = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => SIGNS[name] ?? '');

/** Where the document begins after declarations and comments, found without going back. */
function prologEnd(text: string): number {
  let at = text.startsWith('\ufeff') ? 1 : 0;
  for (;;) {
    while (' \t\r\n'.includes(text[at] ?? 'x')) at += 1;
    const close = text.startsWith('<?', at) ? '?>' : text.startsWith('<!--', at) ? '-->' : undefined;
    const end = close === undefined ? -1 : text.indexOf(close, at);
    if (close === undefined || end < 0) return at;
    at = end + close.length;
  }
}
