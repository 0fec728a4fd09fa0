import type { Detected } from './detected.ts';
import type { StartCommand } from './start-command.ts';

/** Where a smoke check is written when the unit has none. */
export const SMOKE_FILE = 'smoke.mjs';

/** The proposed `plimsoll.yaml`: processes behind the embedded router, with what was found filled in. */
export function configurationText(found: Detected, start: StartCommand): string {
  const command = `[${start.command.map(flowText).join(', ')}]`;
  const health = `health: { path: ${found.healthPath ?? '/healthz'} }`;
  return `# Every key: docs/reference/configuration.md · check it: plimsoll config check
version: 1
unit: { name: ${flowText(found.unit)}, tier: critical }
artifacts:
${artifactLines(found).join('\n')}
# Takes a bad deployment back by itself, from the first candidate request to the end of the bake.
rollback: { error_rate: 2%, health_timeout: 30s, deployment_timeout: 2h }
checkpoints:
  # Who may let a release into production. Enrol: plimsoll approver add --key --name owner
  production_promotion: { approvers: [person:owner], count: 1, separate_from: [author, requester] }
# No forward step inside these; rolling back always works.
# blackouts:
#   timezone: Europe/Berlin
#   windows:
#     - { name: evening-peak, cron: "0 17 * * 1-5", duration: 4h }
environments:
  staging:
    # Plimsoll chooses the port and passes it as PORT.
    target: { type: process, command: ${command} }
    ${health}
    validate:
${validateLines(found).join('\n')}
  production:
    requires: staging
    target: { type: process, command: ${command}, instances: 2 }
    router: { type: embedded, listen: "localhost:8080" }
    ${health}
    rollout:
      strategy: canary
      stages:
        - weight: 5%
          duration: 10m
          gates: [error_rate < 1%]
        - weight: 25%
          duration: 15m
          gates: [error_rate < 1%]
        - weight: 100%
    bake: { duration: 30m }
`;
}

function artifactLines(found: Detected): readonly string[] {
  const build = buildCommand(found);
  if (build === null) return ['  - { name: app, type: files, path: . }'];
  return ['  # Run in a fresh checkout; then the folder is packed. Links are not packed, hence no-bin-links.']
    .slice(build.includes('--no-bin-links') ? 0 : 1)
    .concat('  - name: app', '    type: files', '    path: .', `    run: ${JSON.stringify(build)}`);
}

/** What makes a fresh checkout ready to be packed; null when it is as it stands. */
export function buildCommand(found: Detected): string | null {
  const install = { none: null, other: null, 'npm-lock': 'npm ci', 'npm-without-lock': 'npm install' }[found.packages];
  const runnable = install === null ? null : `${install} --omit=dev --no-bin-links`;
  if (!found.hasBuild) return runnable;
  // The build may need its tools; what is packed needs neither them nor their links.
  return [install, 'npm run build', runnable].filter((step) => step !== null).join(' && ');
}

function validateLines(found: Detected): readonly string[] {
  const smoke = found.smokeScript === null ? `node ${SMOKE_FILE}` : `npm run ${found.smokeScript}`;
  const lines = [`      smoke: { run: ${smoke}, timeout: 5m }`];
  if (!found.hasTest) return lines;
  const install = { none: '', other: '', 'npm-lock': 'npm ci && ', 'npm-without-lock': 'npm install && ' };
  return [...lines, `      integration: { run: ${install[found.packages]}npm test, timeout: 15m }`];
}

/** A text inside [ ] or { }: plain where YAML cannot take it for anything else. */
function flowText(text: string): string {
  const isPlain =
    /^[A-Za-z./][A-Za-z0-9_./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n|\.inf|\.nan)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
