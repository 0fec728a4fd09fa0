import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const FIXTURE = fileURLToPath(new URL('../fixtures/counter/', import.meta.url));
const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

/** What a release of the counter does wrong, in production only. */
export interface Faults {
  /** Every so many requests one is answered with 500. */
  readonly failEvery?: number;
  /** Health is bad after so many requests of an instance; it goes on answering. */
  readonly sickAfter?: number;
  readonly neverHealthy?: boolean;
  readonly endsAtStart?: boolean;
  /** It ends by itself this long after each start. */
  readonly endsAfterMs?: number;
  /** What its performance run measures, in milliseconds. */
  readonly p99?: number;
  /** What its security scan finds: rules with their score. */
  readonly findings?: readonly (readonly [rule: string, score: string])[];
  /** The dependency audit cannot be made. */
  readonly audit?: 'unavailable';
}

/** What a test wants otherwise in `plimsoll.yaml`. */
export interface Settings {
  readonly stages?: readonly { readonly weight: string; readonly duration: string }[];
  readonly gate?: string;
  /** Lines of the block `rollout`; the stages above do not count then. */
  readonly rollout?: readonly string[];
  readonly instances?: number;
  /** The block `router` of production as it is written, and where its users are then. */
  readonly router?: string;
  readonly address?: string;
  /** What production's instances find in their environment beside what they always do. */
  readonly greeting?: string;
  readonly bake?: string;
  /** The block `verdict`, as it is written. */
  readonly verdict?: string;
  readonly healthTimeout?: string;
  /** Lines of the block `blackouts`. */
  readonly blackouts?: readonly string[];
  /** The block `registry`, as it is written. */
  readonly registry?: string;
  /** Checks of staging beside the smoke, as they are written. */
  readonly validate?: string;
  /** Entries of the block `notify`, as they are written. */
  readonly notify?: readonly string[];
}

/** A git repository of the counter, one commit per release. */
export class Counter {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async create(dir: string): Promise<Counter> {
    await mkdir(dir, { recursive: true });
    await cp(FIXTURE, dir, { recursive: true });
    await writeFile(join(dir, '.gitignore'), '.plimsoll/\n');
    const counter = new Counter(dir);
    await counter.#git('init', '--quiet', '--initial-branch=main');
    return counter;
  }

  /** Commits a release that behaves so. */
  async release(version: string, faults: Faults = {}, settings: Settings = {}): Promise<void> {
    await writeFile(join(this.dir, 'app', 'release.json'), JSON.stringify({ version, ...faults }));
    await writeFile(join(this.dir, 'plimsoll.yaml'), configuration(settings));
    await this.#git('add', '--all');
    await this.#git('commit', '--quiet', '--message', `Release ${version}`);
    await this.#git('-c', 'tag.gpgsign=false', 'tag', `v${version}`);
  }

  /** The commit that is checked out. */
  async head(): Promise<string> {
    return (await execa('git', ['-C', this.dir, 'rev-parse', 'HEAD'])).stdout;
  }

  async #git(...args: readonly string[]): Promise<void> {
    await execa('git', [...AUTHOR, '-C', this.dir, ...args]);
  }
}

const STAGES = [
  { weight: '20%', duration: '2s' },
  { weight: '50%', duration: '2s' },
];

function configuration(settings: Settings): string {
  const gate = settings.gate ?? 'error_rate < 10%';
  const stages = (settings.stages ?? STAGES).map(
    ({ weight, duration }) => `  - { weight: ${weight}, duration: ${duration}, gates: [${gate}] }`,
  );
  const health = 'health: { path: /healthz, every: 100ms, healthy_after: 2 }';
  return `version: 1
unit: { name: counter, tier: critical }
artifacts: [{ name: app, type: files, path: app }]
${settings.registry === undefined ? '' : `registry: ${settings.registry}`}
rollback: { error_rate: 60%, health_timeout: ${settings.healthTimeout ?? '60s'}, deployment_timeout: 10m, target_time: 10s }
${settings.blackouts === undefined ? '' : ['blackouts:', ...settings.blackouts].join('\n  ')}
${settings.verdict === undefined ? '' : `verdict: ${settings.verdict}`}
checkpoints:
  production_promotion: { approvers: [person:demo], count: 1 }
  ambiguous_metrics: { approvers: [person:demo], count: 1, deadline: 5m }
  after_rollback: { approvers: [person:demo], count: 1 }
environments:
  staging:
    demo: true
    target: { type: process, command: [node, server.js], grace: 2s }
    ${health}
    validate: { smoke: { run: node smoke.js, timeout: 2m }${settings.validate === undefined ? '' : `, ${settings.validate}`} }
  production:
    demo: true
    requires: staging
    target: { type: process, command: [node, server.js], instances: ${settings.instances ?? 2}, grace: 2s, env: { WHERE: production${settings.greeting === undefined ? '' : `, GREETING: ${settings.greeting}`} } }
    router: ${settings.router ?? '{ type: embedded }'}
    ${health}
    rollout:
${(settings.rollout ?? ['strategy: canary', 'stages:', ...stages, '  - weight: 100%']).map((line) => `      ${line}`).join('\n')}
    bake: { duration: ${settings.bake ?? '2s'}, gates: [${gate}] }
${settings.notify === undefined ? '' : ['notify:', ...settings.notify.map((entry) => `- ${entry}`)].join('\n  ')}
`;
}
