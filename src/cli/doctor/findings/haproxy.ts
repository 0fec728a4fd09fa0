import type { UnitSpec } from '../../../core/unit/unit.ts';
import { type Finding, ok, warn } from './finding.ts';

/** Whether an environment behind HAProxy would outlive HAProxy's own reload. */
export const haproxyFindings = ({ environments }: UnitSpec): readonly Finding[] =>
  Object.values(environments).flatMap(({ name, router }) => {
    if (router.type !== 'haproxy') return [];
    const about = `haproxy ${name}`;
    if (router.files !== undefined) return [ok(about, `its next reload reads ${router.files}/${router.backend}.cfg`)];
    const detail = 'what it is told over its socket is gone when it is reloaded, and nobody is served then';
    return [warn(about, detail, 'write  files: FOLDER  into its router block: docs/how-to/haproxy.md')];
  });
