import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Ending } from './ending.ts';
import { JUDGES, type JudgeName } from './judges.ts';
import { scenarioOf } from './scenarios.ts';

/** One cell before one judge. */
export interface Job {
  readonly scenario: string;
  readonly judge: JudgeName;
}

/** Some runs of one job. */
export interface Portion extends Job {
  readonly from: number;
  readonly to: number;
}

/** The endings of every job that was run. */
export type Results = (scenario: string, judge: JudgeName) => readonly Ending[];

const keyOf = ({ scenario, judge }: Job): string => `${scenario} | ${judge}`;

/** The runs of a portion, each with a seed that its number gives. */
export const runPortion = ({ scenario, judge, from, to }: Portion): readonly Ending[] =>
  Array.from({ length: to - from }, (_, index) => JUDGES[judge](scenarioOf(scenario), 7_919 * (from + index + 1)));

const PORTION = 25;

/** Runs jobs, each once however often it is asked for. In which order and on how many threads changes no ending. */
export class Campaign {
  readonly runs: number;
  readonly #endings = new Map<string, Ending[]>();
  readonly #workers: readonly Worker[];

  constructor(runs: number, threads: number = availableParallelism()) {
    this.runs = runs;
    this.#workers = threads <= 1 ? [] : Array.from({ length: threads }, startWorker);
  }

  /** The results of these jobs and of all before them. */
  async run(jobs: readonly Job[]): Promise<Results> {
    const due = [...new Map(jobs.map((job) => [keyOf(job), job])).values()].filter(
      (job) => !this.#endings.has(keyOf(job)),
    );
    for (const job of due) this.#endings.set(keyOf(job), []);
    const portions = due.flatMap((job) => this.#portionsOf(job));
    if (this.#workers.length === 0) for (const portion of portions) this.#keep(portion, runPortion(portion));
    else await Promise.all(this.#workers.map((worker) => this.#work(worker, portions)));
    return (scenario, judge) => {
      const found = this.#endings.get(keyOf({ scenario, judge }));
      if (found === undefined) throw new Error(`${scenario} was not run before ${judge}`);
      return found;
    };
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #portionsOf(job: Job): readonly Portion[] {
    return Array.from({ length: Math.ceil(this.runs / PORTION) }, (_, index) => {
      const from = index * PORTION;
      return { ...job, from, to: Math.min(this.runs, from + PORTION) };
    });
  }

  #keep(portion: Portion, ended: readonly Ending[]): void {
    const all = this.#endings.get(keyOf(portion));
    ended.forEach((ending, index) => {
      if (all !== undefined) all[portion.from + index] = ending;
    });
  }

  /** One thread takes the next portion until none is left. */
  async #work(worker: Worker, portions: Portion[]): Promise<void> {
    for (let portion = portions.shift(); portion !== undefined; portion = portions.shift()) {
      const answer = once(worker);
      worker.postMessage(portion);
      this.#keep(portion, await answer);
    }
  }
}

/** A thread begins without a loader for TypeScript, whatever the process was started with. */
function startWorker(): Worker {
  const [loader, file] = [import.meta.resolve('tsx/esm/api'), new URL('./worker.ts', import.meta.url).href];
  const begin = `import('${loader}').then(({ register }) => { register(); return import('${file}'); });`;
  return new Worker(begin, { eval: true, execArgv: [] });
}

const once = (worker: Worker): Promise<readonly Ending[]> =>
  new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (ended: readonly Ending[]) => {
      worker.off('error', reject);
      resolve(ended);
    });
  });
