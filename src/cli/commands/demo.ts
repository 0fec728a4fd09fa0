import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ControlPlane } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import type { DeploymentView } from '../../api/view.ts';
import { type Doing, doingFor } from '../command.ts';
import { DemoApprover } from '../demo/approver.ts';
import { type Figures, figuresOf, figuresText } from '../demo/figures.ts';
import { Load, type Mix, NOBODY } from '../demo/load.ts';
import { ShopRepository } from '../demo/shop-repository.ts';
import { ship } from '../demo/story.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';

/** Requests a second that the demo's users send. */
const RATE = 200;
const ROOT_CAUSE =
  'parcel.js reads the weight of products that are downloaded and have none: 3 of 30 products answer with 500';

/** Plays the demo: a first release, a good one, a bad one that is taken back by itself. Non-zero when it went otherwise. */
export async function demo(doing: Doing, options: { readonly folder: string }, mainFile: string): Promise<Outcome> {
  const dir = await emptyFolder(doing, options.folder);
  const here = doingFor(
    { ...doing.invocation, dir, config: join(dir, 'plimsoll.yaml'), dataDir: join(dir, '.plimsoll') },
    mainFile,
  );
  const stage: Stage = { doing: here, load: undefined };
  try {
    const figures = await play(stage, dir);
    const expected = figures.ended.join(' ') === 'completed completed closed';
    const text = `${figuresText(figures)}\n${expected ? 'The story happened as told.' : `The story went otherwise: ${figures.ended.join(', ')}`}`;
    const where = `\nEverything lies in ${dir}: look at it with  plimsoll status --all -C ${dir}`;
    return { exit: expected ? EXIT.good : EXIT.unmet, text: text + where, data: figures };
  } finally {
    await tidyUp(stage);
  }
}

/** A folder of the demo's own. One that it made before is replaced; anything else is left alone. */
async function emptyFolder(doing: Doing, folder: string): Promise<string> {
  const dir = resolve(doing.invocation.dir, folder, 'storefront');
  if (existsSync(dir) && !existsSync(join(dir, '.plimsoll'))) {
    const message = `${dir} is there, and no demo made it`;
    throw new ProblemError('refused', [
      { code: 'folder-in-use', message, remedy: 'Name another: --folder DIR', path: dir },
    ]);
  }
  await rm(dir, { recursive: true, force: true });
  return dir;
}

interface Stage {
  readonly doing: Doing;
  load: Load | undefined;
}

async function play(stage: Stage, dir: string): Promise<Figures> {
  const { doing } = stage;
  const tell = (text: string): void => doing.line(text, { type: 'story', text });
  const repository = await ShopRepository.create(dir);
  tell(`A git repository of the storefront: ${dir}`);
  const plane = await doing.plane();
  const approver = new DemoApprover();
  await approver.enrol(plane, doing.invocation.config);
  tell(
    'The demo approver is enrolled. It is labelled DEMO, proves nothing (A0), and counts only where `demo: true` stands.',
  );

  tell('\nAct 1. Storefront 1.0: the first release. Nothing serves yet, so a rollback would take it out of service.');
  let load: Promise<void> | undefined;
  const first = await ship(doing, plane, approver, 'open the shop', (event) => {
    // Users come as soon as the doors are open: without them the bake would have nothing to judge.
    if (event.type === 'ProductionDeployed') load ??= sendUsers(stage, plane);
  });
  await load;
  must(first, 'completed');

  tell('\nAct 2. Storefront 1.1: a good release, under load. It is judged at 10 % and 50 %, then takes all traffic.');
  await repository.release('1.1', 'Say how a thing is delivered');
  const good = await ship(doing, plane, approver, 'say how a thing is delivered');

  must(good, 'completed');

  tell('\nAct 3. Storefront 1.2: about 8 % of its answers fail, and its tests do not see it.');
  await repository.release('1.2', 'Say what delivery costs');
  const before = await candidateCounts(doing, null);
  const bad = await ship(doing, plane, approver, 'say what delivery costs');
  const exposed = await candidateCounts(doing, before.cursor);
  if (bad.phase === 'rolled-back') {
    await approver.answer(plane, bad.id, 'after-rollback', 'resolve', ROOT_CAUSE);
    tell(`  root cause recorded: ${ROOT_CAUSE}`);
  }
  const tally = (await stage.load?.stop()) ?? NOBODY;
  const reports = await writeReports(plane, dir, [first, good, bad]);
  const views = await Promise.all([first, good, bad].map((view) => plane.get(view.id)));
  return figuresOf({ views, tally, exposed, reports });
}

async function sendUsers(stage: Stage, plane: ControlPlane): Promise<void> {
  const address = await addressOf(plane);
  stage.doing.line(`  storefront serves at ${address}; ${RATE} requests a second from now on`, {
    type: 'story',
    address,
  });
  stage.load = new Load(address, await mixOf(), RATE);
  stage.load.start();
}

/** The story goes on only as it is told. */
function must(view: DeploymentView, phase: DeploymentView['phase']): void {
  if (view.phase === phase) return;
  const message = `${view.release?.version ?? view.id} should be ${phase} and is ${view.phase}: ${view.problem ?? view.waiting?.for ?? ''}`;
  throw new ProblemError('refused', [
    { code: 'story-went-otherwise', message, remedy: `Look at it: plimsoll status ${view.id}` },
  ]);
}

const candidateCounts = async ({ invocation }: Doing, after: string | null) => {
  const { countsSince } = await import('../../compose.ts');
  return countsSince(invocation.dataDir, 'storefront', 'production', 'candidate', after);
};

async function addressOf(plane: ControlPlane): Promise<string> {
  const found = (await plane.environments()).find((one) => one.environment === 'production');
  if (found?.address === null || found === undefined) throw new Error('production has no router that answers');
  return found.address;
}

async function mixOf(): Promise<Mix> {
  const file = fileURLToPath(new URL('../../../examples/storefront/load.json', import.meta.url));
  return JSON.parse(await readFile(file, 'utf8')) as Mix;
}

async function writeReports(
  plane: ControlPlane,
  dir: string,
  views: readonly DeploymentView[],
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const view of views) {
    for (const kind of ['staging', 'plan', 'post'] as const) {
      const { markdown } = await plane.report(view.id, kind);
      const file = join(dir, '.plimsoll', `report-${view.release?.version ?? view.id}-${kind}.md`);
      await writeFile(file, markdown);
      files.push(file);
    }
  }
  return files;
}

/** Leaves no process behind: no load, no control plane, no router, no instance. */
async function tidyUp({ doing, load }: Stage): Promise<void> {
  await load?.stop();
  const plane = await doing.runningPlane();
  await plane?.stop({ force: true });
  while ((await doing.runningPlane()) !== undefined) await new Promise((resolve) => setTimeout(resolve, 50));
  const { stopDemoSites } = await import('../../compose.ts');
  await stopDemoSites(doing.invocation.dataDir);
}
