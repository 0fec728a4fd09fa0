import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ProblemError } from '../../api/problem.ts';
import { type Doing, doingFor } from '../command.ts';
import { playEncore } from '../demo/encore.ts';
import { type Figures, figuresText } from '../demo/figures.ts';
import { play } from '../demo/play.ts';
import type { Scenario } from '../demo/scenario.ts';
import type { Stage } from '../demo/stage.ts';
import { EXIT } from '../exit.ts';
import { leavingOf, unlessLeft } from '../leaving.ts';
import type { Outcome } from '../outcome.ts';
import { linkTo } from './passkey-page.ts';
import { stopped } from './stopped.ts';

/** How the demo is played. */
export interface DemoOptions {
  readonly folder: string;
  /** Only this act, after a first release. */
  readonly scenario?: Scenario;
  /** Whoever sits at the terminal answers. */
  readonly interactive: boolean;
  /** What serves goes on serving until Ctrl-C. */
  readonly keepOpen: boolean;
}

/** Plays the demo: a first release, then a good, a bad and an ambiguous one, or one scene. Non-zero when it went otherwise. */
export async function demo(doing: Doing, options: DemoOptions, mainFile: string): Promise<Outcome> {
  const dir = await emptyFolder(doing, options.folder);
  const here = doingFor(
    { ...doing.invocation, dir, config: join(dir, 'plimsoll.yaml'), dataDir: join(dir, '.plimsoll') },
    mainFile,
  );
  // From here on Ctrl-C ends the story at any point, and what it started ends with it.
  const leaving = leavingOf(null, SIGNALS);
  const left = new AbortController();
  const signal = AbortSignal.any([leaving.signal, left.signal]);
  // A second Ctrl-C is impatience: it must not end us before what we started is ended.
  const impatience = (): void => {
    if (signal.aborted) doing.say('Ending what the demo started …');
  };
  for (const one of SIGNALS) process.on(one, impatience);
  let stage: Stage | undefined;
  try {
    const exposed = async (after: string | null) => {
      const { countsSince } = await import('../../compose.ts');
      return countsSince(here.invocation.dataDir, 'storefront', 'production', 'candidate', after);
    };
    // Whoever left is not to find a control plane that the story, still under way, has begun anew.
    const plane = () => (signal.aborted ? Promise.reject(new Error('left')) : here.plane());
    const leave = (): void => left.abort();
    const playing = play({ ...here, plane }, dir, { ...options, exposed, leaving: signal, leave }, (set) => {
      stage = set;
    });
    const { figures, asTold } = await unlessLeft(playing, signal);
    await stage?.load?.stop();
    if (options.keepOpen) await keptOpen(here, figures, stage, signal);
    const how = asTold ? 'The story happened as told.' : `The story went otherwise: ${figures.ended.join(', ')}`;
    const where = `Everything lies in ${dir}: look at it with  plimsoll status --all -C ${dir}`;
    const text = [...(options.keepOpen ? [] : [figuresText(figures)]), how, where].join('\n');
    return { exit: asTold ? EXIT.good : EXIT.unmet, text, data: figures };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { exit: EXIT.interrupted, text: `Left before its end. Everything lies in ${dir}`, data: { left: true } };
  } finally {
    await stage?.load?.stop();
    // A control plane that was just being started is waited for: nobody else would end it.
    if (signal.aborted && stage === undefined) await here.plane();
    await tidyUp(here);
    for (const one of SIGNALS) process.off(one, impatience);
    leaving.end();
  }
}

/** Whatever of these comes, the demo ends with all that it started. */
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

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

/** Leaves control plane, router and storefront up until Ctrl-C, with a canary on its way that can be watched on the page. */
async function keptOpen(doing: Doing, figures: Figures, stage: Stage | undefined, leaving: AbortSignal): Promise<void> {
  const page = await linkTo(await doing.plane(), '/');
  const text = [
    figuresText(figures),
    '',
    'Still up until Ctrl-C: the control plane with its page, router and storefront.',
    `The page, to watch and to answer: ${page}`,
    `  That link is good once, for an hour. Another: plimsoll page -C ${doing.invocation.dir}`,
    `To look from here: plimsoll status --all -C ${doing.invocation.dir}`,
  ].join('\n');
  doing.line(text, { type: 'kept-open', page });
  if (stage !== undefined) await unlessLeft(playEncore(stage), leaving).catch(() => undefined);
  await new Promise<void>((done) => {
    // A timer that never comes holds the process, for nothing else does.
    const holding = setInterval(() => undefined, 2 ** 30);
    const end = (): void => {
      clearInterval(holding);
      done();
    };
    if (leaving.aborted) end();
    leaving.addEventListener('abort', end, { once: true });
  });
}

/** Leaves no process behind: no control plane, no router, no instance. */
async function tidyUp(doing: Doing): Promise<void> {
  const compose = await import('../../compose.ts');
  await stopped(doing, true, compose);
  await compose.stopDemoSites(doing.invocation.dataDir);
}
