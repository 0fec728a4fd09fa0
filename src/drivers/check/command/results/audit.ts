import type { SecurityFinding, Severity } from '../../../../core/validation/measured.ts';
import { digestOfBytes } from '../../../shared/hash-file.ts';
import { printable } from '../../../shared/printable.ts';
import { isObject, type JsonObject, readObject, textAt } from './json.ts';
import { type Findings, MOST_FINDINGS } from './sarif.ts';

const SEVERITY: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  high: 'high',
  moderate: 'medium',
  low: 'low',
  info: 'low',
};

/** Reads what `npm audit --json` or `pnpm audit --json` printed. An audit that could not be made says so, and is no clean one. */
export function readAudit(bytes: Uint8Array): Findings {
  const root = readObject(bytes);
  if ('problem' in root) return { problem: String(root.problem) };
  const failed = whyNot(root);
  if (failed !== undefined) return { unavailable: failed };
  const findings = isObject(root.vulnerabilities)
    ? ofPackages(root.vulnerabilities)
    : isObject(root.advisories)
      ? ofAdvisories(root.advisories)
      : undefined;
  if (findings === undefined) return { problem: 'is no audit of npm or pnpm' };
  const unknown = findings.find((one) => typeof one === 'string');
  if (unknown !== undefined) return { problem: `has a severity that is not known: ${printable(unknown).slice(0, 50)}` };
  if (findings.length > MOST_FINDINGS) return { problem: `holds more than ${MOST_FINDINGS} findings` };
  return { findings: findings.filter((one) => typeof one !== 'string') };
}

/** Registries and package managers put their troubles where the findings would stand. */
function whyNot(root: JsonObject): string | undefined {
  const { error } = root;
  if (error === undefined || error === null) return undefined;
  if (!isObject(error)) return printable(String(error)).slice(0, 200);
  const said = textAt(error, 'summary') ?? textAt(error, 'message') ?? textAt(error, 'code') ?? 'it said no more';
  return printable(said === '' ? 'it said no more' : said).slice(0, 200);
}

/** npm since its version 7: a package each; the advisories stand in `via`, next to names of packages that bring them. */
function ofPackages(packages: JsonObject): readonly (SecurityFinding | string)[] {
  const found = new Map<string, SecurityFinding | string>();
  for (const [name, value] of Object.entries(packages)) {
    const via = isObject(value) && Array.isArray(value.via) ? value.via.filter(isObject) : [];
    for (const advisory of via) {
      const id = textAt(advisory, 'url') ?? String(advisory.source ?? textAt(advisory, 'title') ?? '');
      found.set(`${name} ${id}`, finding(name, id, textAt(advisory, 'severity') ?? ''));
    }
  }
  return [...found.values()];
}

/** pnpm, and npm before its version 7: an advisory each. */
const ofAdvisories = (advisories: JsonObject): readonly (SecurityFinding | string)[] =>
  Object.entries(advisories).map(([key, value]) => {
    const advisory = isObject(value) ? value : {};
    const id = textAt(advisory, 'github_advisory_id') ?? textAt(advisory, 'url') ?? key;
    return finding(textAt(advisory, 'module_name') ?? key, id, textAt(advisory, 'severity') ?? '');
  });

function finding(name: string, id: string, severity: string): SecurityFinding | string {
  const known = Object.hasOwn(SEVERITY, severity) ? SEVERITY[severity] : undefined;
  if (known === undefined) return severity;
  const fingerprint = digestOfBytes(JSON.stringify(['audit', name, id])).slice(7, 39);
  return { severity: known, rule: printable(`${name}: ${id}`).slice(0, 200), fingerprint, suppressed: false };
}
