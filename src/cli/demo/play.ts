import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ControlPlane } from '../../api/control-plane.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { Doing } from '../command.ts';
import { linkTo } from '../commands/passkey-page.ts';
import { type Acted, openTheShop, playAct } from './acts.ts';
import { asTheStorySays } from './answering.ts';
import { DemoApprover } from './approver.ts';
import { atTheTerminal } from './at-the-terminal.ts';
import { type Figures, figuresOf } from './figures.ts';
import { NOBODY } from './load.ts';
import { onThePageFirst } from './on-the-page.ts';
import { type Scenario, WHOLE_STORY } from './scenario.ts';
import { ShopRepository } from './shop-repository.ts';
import { type Stage, tell } from './stage.ts';

/** How the demo is played. */
export interface Playing extends Pick<Stage, 'exposed' | 'leaving' | 'leave'> {
  /** Only this act, after a first release. */
  readonly scenario?: Scenario;
  /** Whoever sits at the terminal answers. */
  readonly interactive: boolean;
}

/** In seconds; somebody at the terminal takes time to read. */
const LONGEST = { told: 180, interactive: 3_600 };

/** Plays the acts in a folder of their own. `onStage` is given what must be ended, as soon as it is there. */
export async function play(
  doing: Doing,
  dir: string,
  { scenario, interactive, exposed, leaving, leave }: Playing,
  onStage: (stage: Stage) => void,
): Promise<{ readonly figures: Figures; readonly asTold: boolean }> {
  const begun = performance.now();
  const repository = await ShopRepository.create(dir);
  tell({ doing }, `A git repository of the storefront: ${dir}`);
  const plane = await doing.plane();
  const approver = new DemoApprover();
  await approver.enrol(plane, doing.invocation.config);
  const who = interactive ? 'You answer, in its name.' : 'It answers what the story says.';
  tell(
    { doing },
    `The demo approver is enrolled. It is labelled DEMO, proves nothing (A0), and counts only where \`demo: true\` stands. ${who}`,
  );
  tell({ doing }, `The page, to look and to answer as well: ${await linkTo(plane, '/')}`);
  tell({ doing }, `  That link is good once, for an hour. Another: plimsoll page -C ${dir}`);
  const answering = (interactive ? atTheTerminal : asTheStorySays)(doing, plane, approver);
  const answeringWatched = interactive ? answering : onThePageFirst(doing, plane, approver);
  const longest = interactive ? LONGEST.interactive : LONGEST.told;
  const stage: Stage = {
    ...{ doing, plane, repository, answering, answeringWatched, exposed, longest, leaving, leave },
    load: undefined,
  };
  onStage(stage);
  const acted: Acted[] = [await openTheShop(stage)];
  for (const act of scenario === undefined ? WHOLE_STORY : [scenario]) {
    acted.push(await playAct(stage, act, acted.length + 1));
  }
  const tally = (await stage.load?.stop()) ?? NOBODY;
  const reports = await writeReports(
    plane,
    dir,
    acted.map(({ view }) => view),
  );
  const seconds = (performance.now() - begun) / 1_000;
  return { figures: figuresOf({ acted, tally, reports, seconds }), asTold: acted.every((one) => one.asTold) };
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
