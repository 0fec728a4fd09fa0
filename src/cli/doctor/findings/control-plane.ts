import type { Facts } from '../facts.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** What this command line speaks. */
const API: number = 1;

/** Whether the control plane answers, is of our kind, and can read all of its journal. */
export function planeFindings({ plane, version }: Pick<Facts, 'plane' | 'version'>): readonly Finding[] {
  if (plane.kind === 'not-running') {
    const detail = 'not running, so approvers, routers, instances and rollbacks were not looked at';
    return [warn('control plane', detail, 'start it, then look again: plimsoll status')];
  }
  if (plane.kind === 'silent') {
    const fix = 'look at .plimsoll/logs/serve.log, then stop it: plimsoll down';
    return [fail('control plane', `does not answer: ${plane.problem}`, fix)];
  }
  const { about, deployments } = plane;
  const restart = 'stop it, and the next command starts it anew: plimsoll down';
  const same =
    about.api !== API
      ? fail('control plane', `speaks API ${about.api}, this command line ${API}`, restart)
      : about.version !== version
        ? warn('control plane', `is ${about.version}, this command line ${version}`, restart)
        : ok('control plane', `${about.version} at ${about.page}, process ${about.pid}`);
  const broken = about.quarantined.map(({ stream, problem }) =>
    fail(
      'record',
      `${stream} is set aside: ${problem}`,
      'update Plimsoll or restore a copy that is sound: plimsoll verify',
    ),
  );
  return [same, ok('journal', `read, ${deployments} deployments`), ...broken];
}
