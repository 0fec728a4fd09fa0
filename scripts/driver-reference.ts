import type { ArtifactKind } from '../src/core/unit/artifact.ts';
import type { BuilderCapabilities, RouterCapabilities, TargetCapabilities } from '../src/core/unit/capabilities.ts';
import type { RouterSpec, TargetSpec } from '../src/core/unit/environment.ts';
import { containerBuilderCapabilities } from '../src/drivers/builder/container/schema.ts';
import { filesBuilderCapabilities } from '../src/drivers/builder/files/schema.ts';
import { functionBuilderCapabilities } from '../src/drivers/builder/function/schema.ts';
import { iacBuilderCapabilities } from '../src/drivers/builder/iac/schema.ts';
import { embeddedRouterCapabilities } from '../src/drivers/router/embedded/schema.ts';
import { haproxyRouterCapabilities } from '../src/drivers/router/haproxy/schema.ts';
import { commandRouterCapabilities, commandTargetCapabilities } from '../src/drivers/target/command/schema.ts';
import { containerTargetCapabilities } from '../src/drivers/target/container/schema.ts';
import { processTargetCapabilities } from '../src/drivers/target/process/schema.ts';

// Records, so that the compiler misses a driver that is left out.
const TARGETS: Readonly<Record<TargetSpec['type'], TargetCapabilities>> = {
  process: processTargetCapabilities,
  container: containerTargetCapabilities,
  command: commandTargetCapabilities,
};
const ROUTERS: Readonly<Record<RouterSpec['type'], RouterCapabilities>> = {
  embedded: embeddedRouterCapabilities,
  haproxy: haproxyRouterCapabilities,
  command: commandRouterCapabilities,
};
const BUILDERS: Readonly<Record<ArtifactKind, BuilderCapabilities>> = {
  files: filesBuilderCapabilities,
  container: containerBuilderCapabilities,
  function: functionBuilderCapabilities,
  iac: iacBuilderCapabilities,
};

const HEADER = `# What the drivers can do

This page is written by \`npm run reference\`, from what each driver says of itself. Change \`schema.ts\` in its folder.`;

type Cell = string | boolean | readonly string[];
const cell = (value: Cell): string =>
  typeof value === 'boolean'
    ? value
      ? 'yes'
      : 'no'
    : typeof value === 'string'
      ? value
      : value.map((one) => `\`${one}\``).join(', ');

/** A table with a column for each driver and a row for each thing it says of itself. */
function table<T extends object>(
  drivers: Readonly<Record<string, T>>,
  titles: Readonly<Record<keyof T, string>>,
): string {
  const names = Object.keys(drivers);
  const rows = (Object.keys(titles) as (keyof T)[]).map(
    (key) => `| ${titles[key]} | ${names.map((name) => cell((drivers[name] as T)[key] as Cell)).join(' | ')} |`,
  );
  return [
    `| | ${names.map((name) => `\`${name}\``).join(' | ')} |`,
    `|---${'|---'.repeat(names.length)}|`,
    ...rows,
  ].join('\n');
}

/** The tables of what targets, routers and builders can do, as a page. */
export const driverReference = (): string =>
  [
    HEADER,
    '## Targets',
    table(TARGETS, {
      runs: 'Artifacts',
      strategies: 'Strategies',
      routers: 'Routers',
      weights: 'Weights',
      restarts: 'Instances that end are started again',
      logs: 'Logs',
      rollbackTo: 'An earlier release comes from',
    }),
    '## Routers',
    table(ROUTERS, {
      weights: 'Weights',
      sticky: 'Returning users keep their side',
      drains: 'Requests under way end',
      counts: 'Counts',
    }),
    '## Builders',
    table(BUILDERS, { holds: 'The artifact holds', reproducible: 'Same source, same bytes' }),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
