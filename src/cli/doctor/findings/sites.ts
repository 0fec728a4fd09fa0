import type { EnvironmentView } from '../../../api/control-plane.ts';
import type { SourceCheck } from '../../../api/source-check.ts';
import { differenceText } from '../../../core/environment/difference.ts';
import type { UnitSpec } from '../../../core/unit/unit.ts';
import type { Facts, RollbackFacts, SiteFacts } from '../facts.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** Whether users reach an environment, and nothing keeps it from the next deployment. */
export function environmentFindings(view: EnvironmentView): readonly Finding[] {
  const name = `router ${view.environment}`;
  const { address, traffic, stable } = view;
  const held = [...holdFindings(view), ...driftFindings(view)];
  if (address === null) {
    const fix = 'look at its log under .plimsoll/sites; is its port taken? Is a HAProxy down?';
    return [fail(name, 'does not answer the control plane', fix), ...held];
  }
  if (stable === null) return [ok(name, `answers at ${address}; nothing was released yet`), ...held];
  if (traffic?.kind !== 'split') {
    const fix = 'see what happened: plimsoll status --all';
    return [fail(name, `answers at ${address}, but sends nobody to ${stable.version}`, fix), ...held];
  }
  return [ok(name, `answers at ${address}; stable is ${stable.version}`), ...held];
}

/** Who or what keeps an environment from the next deployment. */
function holdFindings({ environment, hold, heldBy }: EnvironmentView): readonly Finding[] {
  const name = `hold ${environment}`;
  const byPerson =
    heldBy === null
      ? []
      : [
          warn(
            name,
            `by ${heldBy.by} since ${heldBy.since}: ${heldBy.reason}`,
            `an approver ends it: plimsoll environment release ${environment} --reason TEXT`,
          ),
        ];
  if (hold === null) return byPerson;
  const fix = `see what lifts it: plimsoll status ${hold.deployment}`;
  return [...byPerson, warn(name, `since ${hold.since}: ${hold.note}`, fix)];
}

/** What really runs or is routed otherwise than recorded. */
function driftFindings({ environment, drift }: EnvironmentView): readonly Finding[] {
  if (drift === null) return [];
  const detail = drift.differences.map(differenceText).join('; ');
  return [
    drift.acceptedBy === null
      ? fail(
          `drift ${environment}`,
          detail,
          `put it right, or an approver signs: plimsoll environment accept-drift ${environment} --reason TEXT`,
        )
      : ok(`drift ${environment}`, `${detail} (accepted by ${drift.acceptedBy})`),
  ];
}

/** Whether what serves users is healthy, and is counted. */
export function siteFindings(
  { environment, stable, metrics, sources }: SiteFacts,
  spec: UnitSpec | null,
): readonly Finding[] {
  const name = `instances ${environment}`;
  const fix = 'look at their logs under .plimsoll/sites; go back: plimsoll rollback --reason TEXT';
  const counted = metrics.ok
    ? ok(`metrics ${environment}`, metrics.detail)
    : fail(`metrics ${environment}`, metrics.detail, 'look at its log under .plimsoll/sites');
  const asked = sources.flatMap((source) => sourceFindings(source, environment));
  if (stable === null) return [counted, ...asked];
  const good = stable.filter((one) => one.ok).length;
  const wanted = spec?.environments[environment]?.target.instances ?? stable.length;
  const bad = stable.filter((one) => !one.ok).map(({ address, detail }) => `${address} ${detail}`);
  const detail = [`${good} of ${stable.length} healthy`, ...bad].join('; ');
  if (good === 0) return [fail(name, detail, fix), counted, ...asked];
  if (bad.length > 0) return [warn(name, detail, fix), counted, ...asked];
  if (good < wanted) {
    const next = 'the next deployment brings the configured number';
    return [warn(name, `${detail}; ${wanted} are configured`, next), counted, ...asked];
  }
  return [ok(name, detail), counted, ...asked];
}

/** Whether a metric source answers and knows of stable, and what of it should be looked at. */
function sourceFindings(
  { source, ok: isGood, detail, warnings }: SourceCheck,
  environment: string,
): readonly Finding[] {
  const name = `source ${source}`;
  if (!isGood) {
    const fix = `see what it says: plimsoll metrics read error_rate -e ${environment}`;
    return [fail(name, `${environment}: ${detail}`, fix)];
  }
  const fix = 'mend it before a gate needs it; see docs/how-to/prometheus.md';
  return warnings.length === 0
    ? [ok(name, `${environment}: ${detail}`)]
    : warnings.map((warning) => warn(name, `${environment}: ${warning}`, fix));
}

/** Whether the release that a rollback goes back to is still there. */
export function rollbackFinding({ environment, version, missing, problem }: RollbackFacts): Finding {
  const name = `rollback ${environment}`;
  if (problem !== undefined) {
    return fail(name, `${version} cannot be looked for: ${problem}`, 'see docs/how-to/oci-registry.md');
  }
  if (missing === null) {
    return warn(name, `the record does not name the artifacts of ${version}`, 'look at the record: plimsoll verify');
  }
  if (missing.length === 0) return ok(name, `${version} is present`);
  const fix = 'restore the registry from a copy, or deploy anew before it is needed';
  return fail(name, `${version} is damaged or gone: ${missing.join(', ')}`, fix);
}

/** Sites that run although the configuration no longer names them. */
export function leftoverFindings(running: Facts['running'], spec: UnitSpec): readonly Finding[] {
  return running
    .filter(({ unit, environment }) => unit !== spec.name || !Object.hasOwn(spec.environments, environment))
    .map(({ unit, environment }) =>
      warn(
        'leftover',
        `${unit}/${environment} runs, and this configuration does not name it`,
        'if it is a demo, stop it: plimsoll down --all',
      ),
    );
}
