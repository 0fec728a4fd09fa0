/** One line that breaks one wall: the file it stands in, what it says, and the rule that must name it. */
export interface Breach {
  readonly wall: string;
  readonly file: string;
  readonly line: string;
}

const breach = (wall: string, file: string, line: string): Breach => ({ wall, file, line });

/** At least one breach of every wall of `.dependency-cruiser.cjs`. Each stands in a file of its own. */
export const BREACHES: readonly Breach[] = [
  breach('core-layer', 'src/core/kernel/asks-port.ts', `import '../../ports/clock.ts';`),
  breach('core-layer', 'src/core/kernel/asks-type.ts', `import type { Clock } from '../../ports/clock.ts';`),
  breach('core-packages', 'src/core/kernel/parses.ts', `import 'zod';`),
  breach('core-no-node', 'src/core/kernel/hashes.ts', `import { createHash } from 'node:crypto';`),
  breach('core-no-node', 'src/core/kernel/reads-late.ts', `export const fs = import('node:fs');`),
  breach('core-no-node', 'src/core/kernel/reads-unprefixed.ts', `import 'fs';`),
  breach('ports-layer', 'src/ports/knows-engine.ts', `import type { Engine } from '../engine/engine.ts';`),
  breach('ports-packages', 'src/ports/parses.ts', `import 'zod';`),
  breach('ports-core-types-only', 'src/ports/decides.ts', `import { decide } from '../core/deployment/decide.ts';`),
  breach('config-layer', 'src/config/starts.ts', `import '../drivers/target/process/index.ts';`),
  breach('config-layer', 'src/config/shares.ts', `import '../drivers/shared/atomic-file.ts';`),
  breach('config-packages', 'src/config/logs.ts', `import 'pino';`),
  breach('report-layer', 'src/report/reads-journal.ts', `import '../journal/chain.ts';`),
  breach('report-no-node', 'src/report/writes.ts', `import 'node:fs';`),
  breach('prompt-layer', 'src/prompt/asks.ts', `import '../journal/chain.ts';`),
  breach('prompt-no-node', 'src/prompt/reads.ts', `import 'node:fs';`),
  breach('approval-layer', 'src/approval/knows-port.ts', `import type { Clock } from '../ports/clock.ts';`),
  breach('journal-layer', 'src/journal/decides.ts', `import '../engine/engine.ts';`),
  breach('journal-layer', 'src/journal/drives.ts', `import '../drivers/target/process/index.ts';`),
  breach('journal-not-another', 'src/journal/memory/borrows.ts', `import '../sqlite/open.ts';`),
  breach('drivers-layer', 'src/drivers/target/process/knows-engine.ts', `import '../../../engine/engine.ts';`),
  breach('driver-not-another', 'src/drivers/router/embedded/borrows.ts', `import '../../target/process/index.ts';`),
  breach('driver-not-another', 'src/drivers/target/container/borrows.ts', `import '../process/index.ts';`),
  breach('driver-not-another', 'src/drivers/check/command/lists.ts', `import '../../registry.ts';`),
  breach('drivers-shared-below', 'src/drivers/shared/knows-driver.ts', `import '../target/process/index.ts';`),
  breach('driver-schema-pure', 'src/drivers/target/process/schema.ts', `import './index.ts';`),
  breach('driver-schema-pure', 'src/drivers/target/container/schema.ts', `import 'node:fs';`),
  breach('engine-layer', 'src/engine/drives.ts', `import '../drivers/target/process/index.ts';`),
  breach('engine-layer', 'src/engine/stores.ts', `import '../journal/sqlite/open.ts';`),
  breach('engine-approval-types-only', 'src/engine/verifies.ts', `import { verify } from '../approval/verify.ts';`),
  breach('engine-no-http', 'src/engine/listens.ts', `import 'node:http';`),
  breach('engine-no-http', 'src/engine/routes.ts', `import 'hono';`),
  breach('api-layer', 'src/api/asks-engine.ts', `import '../engine/engine.ts';`),
  breach('api-shapes-only', 'src/api/verifies.ts', `import { verify } from '../approval/verify.ts';`),
  breach('api-no-node', 'src/api/connects.ts', `import 'node:net';`),
  breach('api-packages', 'src/api/serves.ts', `import 'hono';`),
  breach('server-layer', 'src/server/drives.ts', `import '../drivers/target/process/index.ts';`),
  breach('server-layer', 'src/server/reads-journal.ts', `import type { Chain } from '../journal/chain.ts';`),
  breach('chart-layer', 'src/chart/asks-engine.ts', `import '../engine/engine.ts';`),
  breach('chart-packages', 'src/chart/scales.ts', `import 'zod';`),
  breach('chart-no-node', 'src/chart/reads.ts', `import 'node:fs';`),
  breach('web-layer', 'src/web/asks-engine.ts', `import '../engine/engine.ts';`),
  breach('web-layer', 'src/web/rooms/asks-server.tsx', `import '../../server/composes.ts';`),
  breach('web-no-node', 'src/web/reads.ts', `import 'node:path';`),
  breach('web-shapes-only', 'src/web/access/verifies.ts', `import { verify } from '../../approval/verify.ts';`),
  breach('web-packages', 'src/web/parts/parses.ts', `import 'zod';`),
  breach('cli-layer', 'src/cli/commands/asks-engine.ts', `import '../../engine/engine.ts';`),
  breach('cli-layer', 'src/cli/commands/drives.ts', `import '../../drivers/target/process/index.ts';`),
  breach('mcp-layer', 'src/mcp/asks-engine.ts', `import '../engine/engine.ts';`),
  breach('mcp-core-types-only', 'src/mcp/decides.ts', `import { decide } from '../core/deployment/decide.ts';`),
  breach('telemetry-layer', 'src/telemetry/drives.ts', `import '../drivers/target/process/index.ts';`),
  breach('telemetry-engine-by-record', 'src/telemetry/acts.ts', `import { Engine } from '../engine/engine.ts';`),
  breach('dashboard-layer', 'src/dashboard/counts.ts', `import '../engine/engine.ts';`),
  breach('dashboard-no-node', 'src/dashboard/reads.ts', `import 'node:fs';`),
  breach('testing-layer', 'src/testing/drives.ts', `import '../drivers/target/process/index.ts';`),
  breach('verify-layer', 'src/verify/asks-engine.ts', `import '../engine/engine.ts';`),
  breach('verify-layer', 'src/verify/writes.ts', `import '../journal/sqlite/open.ts';`),
  breach('verify-checks-by-itself', 'src/verify/decides.ts', `import { decide } from '../core/deployment/decide.ts';`),
  breach('router-layer', 'src/router/knows-words.ts', `import type { Track } from '../core/unit/environment.ts';`),
  breach('router-layer', 'src/router/asks-engine.ts', `import '../engine/engine.ts';`),
  breach('simulate-layer', 'src/simulate/drives.ts', `import '../drivers/target/process/index.ts';`),
  breach('simulate-layer', 'src/simulate/stores.ts', `import '../journal/sqlite/open.ts';`),
  breach('cli-story-types-only', 'src/cli/commands/plays.ts', `import { play } from '../../simulate/play.ts';`),
  breach(
    'compose-by-entry-points-only',
    'src/cli/commands/status.ts',
    `export const all = import('../../compose.ts');`,
  ),
  breach('compose-by-entry-points-only', 'src/server/composes.ts', `import '../compose/serve.ts';`),
  breach('compose-lazily', 'src/cli/command-line.ts', `import '../compose.ts';`),
  breach('no-circle', 'src/report/egg.ts', `import type { hen } from './hen.ts'; export const egg: typeof hen = 1;`),
  breach('not-into-tests', 'src/engine/tested.ts', `import './engine.test.ts';`),
  breach('testing-for-tests-only', 'src/compose.ts', `import './testing/builders.ts';`),
  breach('no-development-package', 'src/server/tests.ts', `import 'vitest';`),
  breach('package-declared', 'src/server/lucky.ts', `import 'lucky';`),
  breach('resolvable', 'src/server/lost.ts', `import './nowhere.ts';`),
];

/** What a bad tree reaches for and must really be there, or a wall would bite for want of the file. */
export const REACHED: readonly string[] = [
  'src/core/deployment/decide.ts',
  'src/core/unit/environment.ts',
  'src/ports/clock.ts',
  'src/engine/engine.ts',
  'src/engine/engine.test.ts',
  'src/approval/verify.ts',
  'src/journal/chain.ts',
  'src/journal/sqlite/open.ts',
  'src/drivers/registry.ts',
  'src/drivers/shared/atomic-file.ts',
  'src/drivers/target/process/index.ts',
  'src/compose/serve.ts',
  'src/testing/builders.ts',
  'src/simulate/play.ts',
];

/** The breaches as a tree, with what they reach for. A circle needs two files and is named after one. */
export const filesOf = (breaches: readonly Breach[]): Readonly<Record<string, string>> =>
  Object.fromEntries([
    ...REACHED.map((file) => [file, 'export {};\n']),
    // Types alone make a circle too.
    ['src/report/hen.ts', `import type { egg } from './egg.ts';\nexport declare const hen: typeof egg;\n`],
    ...breaches.map(({ file, line }) => [file, `${line}\nexport {};\n`]),
  ]);
