/** A command line without its form of output, and the exit code that it ends with. */
export type Line = readonly [args: string, exit: number];

/** How a command can end, and what makes it end so. */
export interface Endings {
  /** With these arguments it asks the control plane first of all, so that every answer of that is one of its endings. */
  readonly asks?: string;
  /** In a folder with two configurations, `good.yaml` and `bad.yaml`, and nothing else. */
  readonly alone?: readonly Line[];
  /** In a world with deployments: DONE, FAILED on staging, WAITING for approval, ABORTED. */
  readonly world?: readonly Line[];
  /** While LIVE is in production, commands in the order of this table. */
  readonly live?: readonly Line[];
  /** Once LIVE was taken back. */
  readonly back?: readonly Line[];
  /** Codes that need more than a command line; the file that brings them about. */
  readonly elsewhere?: Readonly<Record<number, string>>;
}

const APPROVERS = 'test/e2e/approvers.components.test.ts';
const ADOPT = 'test/e2e/adopt.components.test.ts';
const TARGET_TEST = 'test/e2e/target-test.components.test.ts';
const FOLLOW = 'src/cli/follow.test.ts and src/cli/exit.test.ts';
const RECORD = 'test/e2e/cli-own-folder.test.ts and test/e2e/cli-errors-machine.components.test.ts';

/** Every command of the command line. A command without a row here fails the tests. */
export const ENDINGS: Readonly<Record<string, Endings>> = {
  init: {
    alone: [
      ['init', 4],
      ['init --preset submarine', 2],
    ],
  },
  doctor: { alone: [['doctor -c good.yaml', 4]], world: [['doctor', 0]] },
  'approver add': { asks: 'approver add --key --name ada', alone: [['approver add --name Ada', 2]] },
  'approver list': { asks: 'approver list', world: [['approver list', 0]] },
  'approver sign': {
    asks: 'approver sign 0123456789ab',
    world: [['approver sign 0123456789ab', 4]],
    elsewhere: { 0: APPROVERS, 12: APPROVERS },
  },
  'approver revoke': {
    asks: 'approver revoke 0123456789ab --reason lost',
    alone: [['approver revoke 0123456789ab', 2]],
    world: [['approver revoke 0123456789ab --reason lost', 4]],
    elsewhere: { 0: APPROVERS, 12: APPROVERS },
  },
  'approver recover': {
    alone: [
      ['approver recover', 2],
      ['approver recover --reason lost', 4],
    ],
    world: [['approver recover --reason lost', 4]],
    elsewhere: { 0: APPROVERS, 12: APPROVERS },
  },
  'config check': {
    alone: [
      ['config check -c good.yaml', 0],
      ['config check -c bad.yaml', 3],
      ['config check -c none.yaml', 3],
    ],
  },
  'config show': {
    alone: [
      ['config show -c good.yaml', 0],
      ['config show -c bad.yaml', 3],
    ],
  },
  'evidence check': {
    alone: [
      ['evidence check -c good.yaml --commit 0000000000000000000000000000000000000000', 0],
      ['evidence check -c bad.yaml --commit 0000000000000000000000000000000000000000', 3],
      ['evidence check -c good.yaml --commit main', 2],
    ],
    elsewhere: { 4: 'test/e2e/evidence.components.test.ts' },
  },
  'evidence sign': {
    alone: [['evidence sign --kind tests --key none.key --commit 0000000000000000000000000000000000000000', 2]],
    elsewhere: { 0: 'test/e2e/evidence.components.test.ts', 4: 'test/e2e/evidence.test.ts' },
  },
  'artifact show': {
    asks: 'artifact show dep_0',
    world: [
      ['artifact show DONE', 0],
      ['artifact show dep_0', 2],
    ],
  },
  'artifact provenance': {
    asks: 'artifact provenance dep_0',
    world: [
      ['artifact provenance DONE', 0],
      ['artifact provenance DONE --name other', 2],
    ],
  },
  'artifact sbom': {
    asks: 'artifact sbom dep_0',
    world: [['artifact sbom DONE', 2]],
  },
  'config schema': { alone: [['config schema', 0]] },
  mcp: {
    alone: [
      ['mcp --inspect', 0],
      ['mcp --tools all', 2],
    ],
    elsewhere: { 0: 'test/e2e/mcp.components.test.ts' },
  },
  'mcp install': {
    alone: [
      ['mcp install claude-code', 0],
      ['mcp install claude-code --write', 0],
      ['mcp install claude-code --write', 0],
      ['mcp install emacs', 2],
    ],
  },
  prompt: {
    asks: 'prompt deployment',
    alone: [
      ['prompt', 0],
      ['prompt deploymnt', 2],
      ['prompt deployment -c bad.yaml', 3],
    ],
    world: [
      ['prompt deployment', 3],
      ['prompt deployment --allow-missing', 0],
      ['prompt deployment --check --var NO_SUCH=1', 2],
    ],
  },
  completion: {
    alone: [
      ['completion bash', 0],
      ['completion csh', 2],
    ],
  },
  deploy: {
    asks: 'deploy',
    world: [['deploy -e nowhere', 2]],
    live: [['deploy --detach', 0]],
    elsewhere: {
      5: 'the world of this test',
      6: 'the world of this test',
      8: FOLLOW,
      9: FOLLOW,
      10: FOLLOW,
      13: RECORD,
      124: FOLLOW,
      130: FOLLOW,
    },
  },
  plan: {
    asks: 'plan',
    world: [
      ['plan', 0],
      ['plan -e nowhere', 2],
      ['plan --reference nothing', 4],
    ],
  },
  'policy diff': { asks: 'policy diff', world: [['policy diff', 0]] },
  'policy adopt': {
    asks: 'policy adopt --reason why',
    alone: [['policy adopt', 2]],
    world: [['policy adopt --reason why', 4]],
    elsewhere: { 0: 'test/e2e/cli-examples.components.test.ts', 12: 'the same' },
  },
  'environment list': { asks: 'environment list', world: [['environment list', 0]] },
  'environment show': {
    asks: 'environment show production',
    world: [
      ['environment show production', 0],
      ['environment show nowhere', 2],
    ],
  },
  'environment hold': {
    asks: 'environment hold production --reason why',
    alone: [['environment hold production', 2]],
    world: [['environment hold nowhere --reason why', 2]],
    elsewhere: { 0: 'test/e2e/cli-examples.components.test.ts' },
  },
  'environment release': {
    asks: 'environment release production --reason why',
    alone: [['environment release production', 2]],
    world: [['environment release production --reason why', 4]],
    elsewhere: { 0: 'test/e2e/cli-examples.components.test.ts' },
  },
  adopt: {
    asks: 'adopt --reason why',
    alone: [['adopt', 2]],
    world: [['adopt --reason why', 4]],
    elsewhere: { 0: ADOPT, 12: ADOPT },
  },
  'environment accept-drift': {
    asks: 'environment accept-drift production --reason why',
    alone: [['environment accept-drift production', 2]],
    world: [['environment accept-drift production --reason why', 4]],
    elsewhere: { 0: 'test/e2e/cli-examples.components.test.ts' },
  },
  prune: {
    asks: 'prune',
    world: [
      ['prune --dry-run', 0],
      ['prune', 0],
      ['prune -e nowhere', 2],
    ],
  },
  status: {
    asks: 'status',
    world: [
      ['status', 0],
      ['status DONE', 0],
      ['status --all', 0],
      ['status --compact', 0],
      ['status dep_none', 2],
    ],
  },
  watch: {
    asks: 'watch dep_1',
    world: [
      ['watch DONE', 0],
      ['watch FAILED', 5],
      ['watch ABORTED', 7],
      ['watch WAITING --timeout 1s', 124],
      ['watch dep_none', 2],
    ],
    live: [['watch --timeout 1s', 124]],
    back: [['watch LIVE', 8]],
    elsewhere: { 9: FOLLOW, 10: FOLLOW, 130: FOLLOW },
  },
  history: {
    asks: 'history',
    world: [
      ['history', 0],
      ['history --phase completed --since 1d --principal person:demo --limit 1', 0],
      ['history --since never', 2],
      ['history --cursor dep_none', 2],
    ],
  },
  logs: {
    asks: 'logs dep_1',
    world: [
      ['logs DONE', 0],
      ['logs FAILED --check smoke', 0],
      ['logs DONE --track stable --tail 3', 0],
      ['logs DONE --check taste', 2],
      ['logs dep_none', 2],
    ],
  },
  events: {
    asks: 'events',
    world: [
      ['events DONE', 0],
      ['events dep_none', 2],
      ['events --from 0', 2],
    ],
    elsewhere: {
      0: 'test/e2e/cli.test.ts',
      124: 'test/e2e/cli.test.ts',
      130: 'test/e2e/cli.test.ts',
    },
  },
  'break-glass': {
    asks: 'break-glass dep_1 --reason now',
    alone: [['break-glass dep_1', 2]],
    world: [['break-glass DONE --reason now', 4]],
    elsewhere: { 0: 'src/server/break-glass.test.ts', 12: 'src/server/break-glass.test.ts' },
  },
  approve: {
    asks: 'approve dep_1',
    world: [
      ['approve DONE', 4],
      ['approve WAITING', 12],
      ['approve WAITING --plan-digest sha256:0', 4],
    ],
    elsewhere: { 0: 'test/e2e/cli-approval.test.ts' },
  },
  reject: {
    asks: 'reject dep_1 --reason no',
    world: [
      ['reject DONE', 2],
      ['reject DONE --reason no', 4],
      ['reject WAITING --reason no', 12],
    ],
    elsewhere: { 0: 'test/e2e/cli-approval.test.ts' },
  },
  decide: {
    asks: 'decide dep_1 rollback',
    world: [
      ['decide DONE extend', 2],
      ['decide DONE maybe', 2],
      ['decide DONE rollback', 4],
      ['decide DONE close --root-cause found', 4],
    ],
    back: [['decide LIVE close --root-cause found', 12]],
    elsewhere: { 0: 'test/e2e/cli-approval.test.ts' },
  },
  'statement attach': {
    asks: 'statement attach dep_1 words',
    alone: [
      ['statement attach dep_1', 2],
      ['statement attach dep_1 words --incident --digest sha256:1', 2],
    ],
    world: [['statement attach DONE words', 4]],
  },
  'statement list': { asks: 'statement list dep_1', world: [['statement list DONE', 0]] },
  hold: {
    asks: 'hold dep_1 --reason why',
    world: [
      ['hold DONE', 2],
      ['hold DONE --reason why', 4],
    ],
    live: [['hold LIVE --reason why', 0]],
  },
  resume: {
    asks: 'resume dep_1 --reason why',
    world: [['resume DONE --reason why', 4]],
    live: [['resume LIVE --reason why', 0]],
  },
  abort: {
    asks: 'abort dep_1 --reason why',
    world: [['abort DONE --reason why', 4]],
    live: [['abort LIVE --reason why', 4]],
  },
  rollback: {
    asks: 'rollback --reason why',
    world: [['rollback DONE --reason why', 4]],
    live: [['rollback LIVE --reason why', 0]],
  },
  report: {
    asks: 'report dep_1',
    world: [
      ['report DONE --kind staging', 0],
      ['report DONE --kind plan', 0],
      ['report DONE --kind post', 0],
      ['report DONE --kind runbook', 0],
      ['report DONE --kind record --out .plimsoll/done.record.ndjson', 0],
      ['report DONE --kind record', 0],
      ['report DONE --kind record --out no/such/folder/record.ndjson', 4],
      ['report DONE --kind incident', 4],
      ['report DONE --kind other', 2],
      ['report WAITING --kind post', 4],
      ['report DONE --out no/such/folder/report.md', 4],
    ],
  },
  'report render': {
    alone: [
      ['report render none.json', 2],
      ['report render good.yaml', 3],
    ],
  },
  verify: { alone: [['verify', 2]], world: [['verify', 0]], elsewhere: { 13: RECORD, 15: 'src/verify' } },
  'gate replay': { alone: [['gate replay --samples none.ndjson -c good.yaml', 2]] },
  'gate test': { asks: 'gate test error_rate<1%', alone: [['gate test error_rate==1%', 3]] },
  'metrics read': { asks: 'metrics read error_rate' },
  simulate: { alone: [['simulate none.yaml', 2]] },
  'target test': {
    alone: [
      ['target test -c bad.yaml', 3],
      ['target test -c good.yaml', 4],
    ],
    elsewhere: { 0: TARGET_TEST, 14: TARGET_TEST },
  },
  'blackout list': { asks: 'blackout list', alone: [['blackout list --days many', 2]] },
  'blackout check': { asks: 'blackout check', alone: [['blackout check --for long', 2]] },
  'blackout explain': { asks: 'blackout explain' },
  login: { asks: 'login --no-input', world: [['login --no-input', 0]] },
  logout: { alone: [['logout', 0]] },
  whoami: { asks: 'whoami', world: [['whoami', 0]] },
  page: { asks: 'page', world: [['page', 0]] },
  'token create': {
    asks: 'token create --name builder --owner ada',
    alone: [
      ['token create', 2],
      ['token create --name builder --only reed', 2],
      ['token create --name builder --expires soon', 2],
    ],
    world: [
      ['token create --name builder --owner ada', 0],
      ['token create --name builder', 4],
    ],
  },
  'token list': { asks: 'token list', world: [['token list', 0]] },
  'token revoke': {
    asks: 'token revoke tok_none --reason lost',
    alone: [['token revoke tok_none', 2]],
    world: [['token revoke tok_none --reason lost', 2]],
  },
  'notify list': {
    asks: 'notify list',
    alone: [['notify list --delivery lost', 2]],
    world: [['notify list', 0]],
  },
  'notify replay': {
    asks: 'notify replay none',
    alone: [['notify replay', 2]],
    world: [
      ['notify replay --all', 0],
      ['notify replay none', 4],
    ],
  },
  'notify test': {
    asks: 'notify test',
    world: [
      ['notify test', 0],
      ['notify test slack', 2],
    ],
  },
  dashboard: {
    alone: [
      ['dashboard fleet', 0],
      ['dashboard alerts', 0],
      ['dashboard wall', 2],
    ],
  },
  serve: { alone: [['serve --port http', 2]], world: [['serve', 4]], elsewhere: { 13: RECORD } },
  down: {
    asks: 'down',
    alone: [
      ['down', 0],
      ['down --all', 0],
    ],
    live: [['down', 4]],
    elsewhere: { 12: 'test/e2e/cli.test.ts' },
  },
  'router fallback': { alone: [['router fallback -c good.yaml', 4]] },
  demo: { elsewhere: { 0: './demo itself' } },
};

/** The commands that ask a control plane, each with arguments that bring it there. */
export const ASKING = Object.entries(ENDINGS).flatMap(([command, { asks }]) =>
  asks === undefined ? [] : [{ command, asks }],
);
