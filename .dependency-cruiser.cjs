// The walls: who may import whom, one rule per wall, each with the reason that a person who meets it needs.
// `test/boundaries.test.ts` feeds every rule a tree that breaks it, so a rule cannot go blind unnoticed.

const TEST = '[.]test[.]ts$';
const PACKAGES = '(^|/)node_modules/';

/** A wall around a folder of src. Tests beside the code may reach over it. */
const wall = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: TEST, ...from },
  to,
});

/** The folder may import itself and the named paths of src, nothing else of src. */
const layer = (folder, mayImport, comment) =>
  wall(
    `${folder}-layer`,
    { path: `^src/${folder}/` },
    { path: '^src/', pathNot: [`^src/${folder}/`, ...mayImport.map((path) => `^src/${path}`)] },
    comment,
  );

/** The folder may use these npm packages only. */
const packages = (folder, names, comment) =>
  wall(
    `${folder}-packages`,
    { path: `^src/${folder}/` },
    { path: PACKAGES, pathNot: names.map((name) => `(^|/)node_modules/${name}/`) },
    comment,
  );

/** The folder may not use what Node brings. */
const noNode = (folder, comment) =>
  wall(`${folder}-no-node`, { path: `^src/${folder}/` }, { dependencyTypes: ['core'] }, comment);

/** Of these paths the folder may only import types. */
const typesOnly = (name, folder, path, comment) =>
  wall(name, { path: `^src/${folder}/` }, { ...path, dependencyTypesNot: ['type-only'] }, comment);

const layers = [
  layer('core', [], 'The core decides and knows nothing else; give it what it needs in a command.'),
  packages('core', [], 'The core stands on no package: its rules must read and behave the same in ten years.'),
  noNode('core', 'The core does no input or output; a driver or the engine does, and tells it in a command.'),

  layer('ports', ['core/'], 'A port is an interface over words of the core.'),
  packages('ports', [], 'A port binds nobody to a package.'),
  typesOnly(
    'ports-core-types-only',
    'ports',
    { path: '^src/core/' },
    'A port holds no behaviour, so it needs types only.',
  ),

  layer(
    'config',
    ['core/', 'drivers/[^/]+/[^/]+/schema[.]ts$'],
    'Configuration knows how drivers are described, not drivers.',
  ),
  packages(
    'config',
    ['zod', 'yaml', 'croner', 'temporal-polyfill', 'rrule-temporal', 'ical[.]js'],
    'Configuration parses text and calendars; another package belongs behind a driver.',
  ),

  layer('chart', ['core/'], 'A chart is a pure function of what was measured; page and reports draw the same one.'),
  packages('chart', [], 'A chart is drawn to the same bytes in ten years, in a browser and in a report.'),
  noNode('chart', 'A chart is drawn in a browser as well as in a report.'),
  layer('report', ['core/', 'chart/'], 'A report is a pure function of what the journal says.'),
  noNode('report', 'A report is a pure function of what the journal says.'),
  layer('prompt', ['core/', 'report/'], 'A prompt is a pure function of what is known, the same from every way in.'),
  noNode('prompt', 'A prompt is a pure function of what is known, the same from every way in.'),
  layer('approval', ['core/'], 'Approvals are checked by themselves, away from what they allow.'),

  layer('journal', ['core/', 'ports/', 'drivers/shared/'], 'The journal keeps entries and decides nothing.'),
  wall(
    'journal-not-another',
    { path: '^src/journal/(memory|sqlite|postgres)/' },
    { path: '^src/journal/(memory|sqlite|postgres)/', pathNot: '^src/journal/$1/' },
    'Each journal can be taken away without the others noticing.',
  ),

  layer('drivers', ['core/', 'ports/'], 'A driver does what an effect says and reports what it saw.'),
  wall(
    'driver-not-another',
    { path: '^src/drivers/([^/]+/[^/]+)/', pathNot: [TEST, '^src/drivers/shared/'] },
    { path: '^src/drivers/', pathNot: ['^src/drivers/$1/', '^src/drivers/shared/'] },
    'A driver can be taken away without the others noticing; what two of them need goes to drivers/shared.',
  ),
  wall(
    'drivers-shared-below',
    { path: '^src/drivers/shared/' },
    { path: '^src/drivers/', pathNot: '^src/drivers/shared/' },
    'What drivers share knows none of them.',
  ),
  wall(
    'driver-schema-pure',
    { path: '^src/drivers/[^/]+/[^/]+/schema[.]ts$' },
    { pathNot: ['^src/core/', '(^|/)node_modules/zod/'] },
    'Configuration loads every schema, so a schema must load nothing of its driver.',
  ),

  layer('engine', ['core/', 'ports/', 'approval/'], 'The engine knows ports; compose gives it drivers and a journal.'),
  typesOnly(
    'engine-approval-types-only',
    'engine',
    { path: '^src/approval/' },
    'The engine is handed verified approvals and makes none.',
  ),
  wall(
    'engine-no-http',
    { path: '^src/engine/' },
    { path: ['^(node:)?(http|https|http2)$', '(^|/)node_modules/(hono|@hono|undici|@hono/node-server)/'] },
    'The engine takes commands; how they arrive is the business of the server.',
  ),

  layer('api', ['core/', 'approval/', 'report/'], 'The API is words both sides share.'),
  typesOnly(
    'api-shapes-only',
    'api',
    { path: '^src/(approval|report)/' },
    'A browser loads the API: of approvals and reports it needs the shapes, not the making.',
  ),
  noNode('api', 'A browser speaks the API as well as a terminal.'),
  packages('api', ['zod'], 'A browser loads the API: keep it small.'),

  layer(
    'server',
    ['core/', 'ports/', 'engine/', 'api/', 'report/', 'approval/', 'mcp/'],
    'The server asks the engine; it never touches a driver or a journal.',
  ),
  layer('web', ['core/', 'api/', 'chart/', 'approval/', 'report/'], 'The page is a client of the API.'),
  wall(
    'web-shapes-only',
    { path: '^src/web/' },
    {
      path: '^src/(approval|report)/',
      pathNot: '^src/approval/(plan-code|words)[.]ts$',
      dependencyTypesNot: ['type-only'],
    },
    'A browser loads the page: of approvals and reports it needs the shapes, and the six words of a plan.',
  ),
  noNode('web', 'The page runs in a browser.'),
  packages(
    'web',
    ['react', 'react-dom', 'react-aria-components', '@tanstack', 'wouter', '@simplewebauthn/browser', '@types'],
    'What the page is bundled with has a budget of 170 kB compressed.',
  ),
  layer(
    'cli',
    [
      'core/',
      'api/',
      'config/',
      'report/',
      'prompt/',
      'mcp/',
      'approval/',
      'verify/',
      'compose',
      'simulate/',
      'dashboard/',
    ],
    'The command line is a client of the API: losing it must lose nothing.',
  ),
  layer('mcp', ['core/', 'api/', 'report/', 'prompt/'], 'The agent surface is a client of the API.'),
  typesOnly(
    'mcp-core-types-only',
    'mcp',
    { path: '^src/core/' },
    'The agent surface decides nothing, so it needs types only.',
  ),
  layer(
    'telemetry',
    ['core/', 'ports/', 'engine/'],
    'Telemetry looks at what is recorded; how it is sent and asked for is the business of others.',
  ),
  typesOnly(
    'telemetry-engine-by-record',
    'telemetry',
    { path: '^src/engine/', pathNot: '^src/engine/(encoding|streams)[.]ts$' },
    'What is told of a deployment follows from its record: telemetry asks the engine for nothing that it would change.',
  ),
  layer('dashboard', ['telemetry/metric-names[.]ts$'], 'A dashboard is data made of the names of our metrics.'),
  noNode('dashboard', 'A dashboard is data made of the names of our metrics.'),
  layer('testing', ['core/', 'ports/', 'engine/'], 'Conformance suites are given a driver; they know none.'),
  layer(
    'verify',
    [
      'core/',
      'approval/',
      'journal/(chain|closing|entry-text|record-bytes|export)[.]ts$',
      'journal/heads/note[.]ts$',
      'journal/sqlite/read-only[.]ts$',
    ],
    'The checker must stand when the engine is wrong.',
  ),
  typesOnly(
    'verify-checks-by-itself',
    'verify',
    { path: '^src/core/', pathNot: '^src/core/(plan/canonical[.]ts$|kernel/)' },
    'A checker that calls the rules it checks would repeat their mistakes.',
  ),
  layer(
    'router',
    ['core/verdict/histogram[.]ts$'],
    'The data plane serves without any control plane, so it shares none of its code.',
  ),

  typesOnly(
    'cli-story-types-only',
    'cli',
    { path: '^src/simulate/' },
    'A story is played through compose, so that no other command loads an engine.',
  ),
  layer(
    'simulate',
    ['core/', 'ports/', 'config/', 'journal/memory/', 'engine/', 'testing/'],
    'A story is played by the real core and engine over an imagined machine; nothing of the real one may be near.',
  ),
  wall(
    'compose-by-entry-points-only',
    {
      path: '^src/',
      pathNot: [
        TEST,
        '^src/compose([.]ts$|/)',
        '^src/cli/command-line[.]ts$',
        '^src/cli/commands/(serve|down|router|demo|simulate|target-test|approver-recover)[.]ts$',
        '^src/cli/doctor/look-at-registry[.]ts$',
      ],
    },
    { path: '^src/compose([.]ts$|/)' },
    'Only an entry point may pull in everything.',
  ),
  wall(
    'compose-lazily',
    { path: '^src/cli/' },
    { path: '^src/compose([.]ts$|/)', dynamic: false },
    'Most commands are done before the engine would be loaded: use import().',
  ),
];

/** A rule for all of src, tests included. */
const everywhere = (name, to, comment) => ({ name, comment, severity: 'error', from: { path: '^src/' }, to });

const general = [
  everywhere('no-circle', { circular: true }, 'Two files that need each other are one file, or lack a third.'),
  everywhere('resolvable', { couldNotResolve: true }, 'There is no such file or package.'),
  everywhere(
    'package-declared',
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    'It is here by luck: add it to package.json with an exact version.',
  ),
  wall('not-into-tests', { path: '^src/' }, { path: TEST }, 'What only tests need does not ship.'),
  wall(
    'testing-for-tests-only',
    { path: '^src/', pathNot: [TEST, '^src/testing/', '^src/simulate/'] },
    { path: '^src/testing/' },
    'Fakes and builders never run in a product; a simulation is a test that users write.',
  ),
  wall(
    'no-development-package',
    // The page is bundled: what it is made of is in what is shipped.
    { path: '^src/', pathNot: [TEST, '^src/testing/', '^src/web/'] },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: ['(^|/)node_modules/@types/'] },
    'A user who installs Plimsoll does not get it.',
  ),
];

module.exports = {
  forbidden: [...layers, ...general],
  options: {
    doNotFollow: { path: PACKAGES },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
