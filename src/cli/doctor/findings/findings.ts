import type { Facts } from '../facts.ts';
import { approverFindings } from './approvers.ts';
import { configFinding, windowFinding } from './configuration.ts';
import { planeFindings } from './control-plane.ts';
import type { Finding } from './finding.ts';
import { haproxyFindings } from './haproxy.ts';
import { headFindings } from './heads.ts';
import { isolationFinding } from './isolation.ts';
import { gitFindings, nodeFinding, stateFindings } from './machine.ts';
import { environmentFindings, leftoverFindings, rollbackFinding, siteFindings } from './sites.ts';

/** Everything that can be said about these facts, from the machine up to what serves. */
export function findingsOf(facts: Facts): readonly Finding[] {
  const spec = 'spec' in facts.config ? facts.config.spec : null;
  const { plane } = facts;
  const answers = plane.kind === 'answers' ? plane : null;
  return [
    nodeFinding(facts),
    ...gitFindings(facts),
    configFinding(facts),
    ...(spec === null ? [] : [windowFinding(spec, facts.now)]),
    ...(spec === null ? [] : haproxyFindings(spec)),
    ...stateFindings(facts),
    ...planeFindings(facts),
    ...headFindings(answers?.about.heads),
    ...(spec === null || answers === null ? [] : approverFindings(spec, answers.about)),
    isolationFinding(facts.isolation, answers?.about ?? null, spec),
    ...(answers?.environments.flatMap(environmentFindings) ?? []),
    ...(answers?.sites.flatMap((site) => siteFindings(site, spec)) ?? []),
    ...(answers?.rollbacks.map(rollbackFinding) ?? []),
    ...(spec === null ? [] : leftoverFindings(facts.running, spec)),
  ];
}
