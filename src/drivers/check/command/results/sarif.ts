import type { SecurityFinding, Severity } from '../../../../core/validation/measured.ts';
import { digestOfBytes } from '../../../shared/hash-file.ts';
import { printable } from '../../../shared/printable.ts';
import { amountAt, isObject, type JsonObject, objectAt, objectsAt, readObject, textAt } from './json.ts';

/** What a scanner's file says, or why it cannot be trusted to say anything; `unavailable` where the scanner says so itself. */
export type Findings =
  | { readonly findings: readonly SecurityFinding[] }
  | { readonly unavailable: string }
  | { readonly problem: string };

/** No record of a deployment holds more findings than this. */
export const MOST_FINDINGS = 10_000;

/** Reads SARIF 2.1.0. */
export function readSarif(bytes: Uint8Array): Findings {
  const root = readObject(bytes);
  if ('problem' in root) return { problem: String(root.problem) };
  if (root.version !== '2.1.0') return { problem: 'is no SARIF 2.1.0' };
  if (!Array.isArray(root.runs) || root.runs.length === 0) return { problem: 'holds no run of a scanner' };
  const runs = objectsAt(root, 'runs');
  const broken = runs.map(whyNot).find((why) => why !== undefined);
  if (broken !== undefined) return { unavailable: broken };
  const findings = runs.flatMap(findingsOf);
  return findings.length > MOST_FINDINGS ? { problem: `holds more than ${MOST_FINDINGS} findings` } : { findings };
}

/** What a scanner says of a run of its own that did not work. */
function whyNot(run: JsonObject): string | undefined {
  const failed = objectsAt(run, 'invocations').find(({ executionSuccessful }) => executionSuccessful === false);
  if (failed === undefined) return undefined;
  const said = objectsAt(failed, 'toolExecutionNotifications').map((one) => textAt(objectAt(one, 'message'), 'text'));
  return printable(said.find((text) => text !== undefined) ?? 'its run did not succeed');
}

function findingsOf(run: JsonObject): readonly SecurityFinding[] {
  const driver = objectAt(objectAt(run, 'tool'), 'driver');
  const rules = objectsAt(driver, 'rules');
  const byId = new Map(rules.map((rule) => [textAt(rule, 'id'), rule]));
  const tool = textAt(driver, 'name') ?? '';
  return objectsAt(run, 'results')
    .filter(({ kind = 'fail' }) => kind === 'fail')
    .map((result) => {
      const index = amountAt(result, 'ruleIndex');
      const rule = byId.get(textAt(result, 'ruleId')) ?? (index === undefined ? undefined : rules[index]) ?? {};
      const name = textAt(result, 'ruleId') ?? textAt(rule, 'id') ?? 'unnamed';
      return {
        severity: severityOf(result, rule),
        rule: printable(name).slice(0, 200),
        fingerprint: fingerprintOf(tool, name, result),
        suppressed: isSuppressed(result),
      };
    });
}

/** By score where the scanner gives one: from 9 critical, from 7 high, from 4 medium; else by level. */
function severityOf(result: JsonObject, rule: JsonObject): Severity {
  const score = [result, rule].map(scoreOf).find((one) => one !== undefined);
  if (score !== undefined) return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
  const level = textAt(result, 'level') ?? textAt(objectAt(rule, 'defaultConfiguration'), 'level') ?? 'warning';
  return level === 'error' ? 'high' : level === 'warning' ? 'medium' : 'low';
}

function scoreOf(of: JsonObject): number | undefined {
  const said = objectAt(of, 'properties')['security-severity'];
  const score = typeof said === 'string' && said.trim() !== '' ? Number(said) : said;
  return typeof score === 'number' && score >= 0 && score <= 10 ? score : undefined;
}

/** The scanner's own fingerprint, which outlives moved lines; without one the rule and the place. */
function fingerprintOf(tool: string, rule: string, result: JsonObject): string {
  const own = ['fingerprints', 'partialFingerprints'].map((key) => Object.entries(objectAt(result, key)).sort(byKey));
  const physical = objectAt(objectsAt(result, 'locations')[0] ?? {}, 'physicalLocation');
  const place = [
    textAt(objectAt(physical, 'artifactLocation'), 'uri') ?? '',
    textAt(objectAt(result, 'message'), 'text') ?? '',
  ];
  const identity = own.find((entries) => entries.length > 0) ?? place;
  return digestOfBytes(JSON.stringify([tool, rule, identity])).slice(7, 39);
}

const byKey = ([one]: [string, unknown], [other]: [string, unknown]): number => (one < other ? -1 : 1);

const isSuppressed = (result: JsonObject): boolean =>
  Array.isArray(result.suppressions) &&
  result.suppressions.some((one) => isObject(one) && (one.status ?? 'accepted') === 'accepted');
