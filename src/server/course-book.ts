import { setImmediate } from 'node:timers/promises';
import pLimit from 'p-limit';
import { courseSoFar } from '../core/course/canary-course.ts';
import type { CanaryCourse } from '../core/course/course.ts';
import { type Following, follow, type Measured, openCourse } from '../core/course/follow-course.ts';
import { type Deployment, isTerminal } from '../core/deployment/state.ts';
import { type Instant, instant } from '../core/kernel/instant.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import { toDeploymentEvent } from '../engine/encoding.ts';
import { deploymentStream, measurementStream } from '../engine/streams.ts';
import type { Entry, Journal } from '../ports/journal.ts';

interface Followed {
  readonly following: Following;
  /** The version of the measurement stream that it was followed to. */
  version: number;
  readonly inTurn: ReturnType<typeof pLimit>;
}

/** So many rollouts are kept at hand; a page looks at a few. */
const KEPT = 16;

/** So many records are taken in before others have their turn. */
const AT_A_TIME = 100;

/** The courses of rollouts that somebody looks at: each follows its measurements once, and goes on from there at the next question. */
export class CourseBook {
  readonly #journal: Journal;
  readonly #followed = new Map<string, Followed>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** The course of a deployment up to this moment; null before anything was measured of it. */
  async course(deployment: Deployment): Promise<CanaryCourse | null> {
    if (!('plan' in deployment) || deployment.plan === null) return null;
    const { id } = deployment.opening;
    const followed = this.#followed.get(id) ?? {
      following: openCourse(deployment.plan),
      version: 0,
      inTurn: pLimit(1),
    };
    this.#keep(id, followed);
    return followed.inTurn(async () => {
      await this.#catchUp(id, followed);
      const events = (await this.#journal.read(deploymentStream(id))).map(toDeploymentEvent);
      return courseSoFar(followed.following, events, isTerminal(deployment.phase));
    });
  }

  async #catchUp(id: string, followed: Followed): Promise<void> {
    const entries = await this.#journal.read(measurementStream(id), followed.version + 1);
    for (const some of inTurns(entries)) {
      follow(followed.following, some.map(measured));
      followed.version = some.at(-1)?.version ?? followed.version;
      // A long rollout takes a second or two the first time: nobody else waits for that.
      await setImmediate();
    }
  }

  #keep(id: string, followed: Followed): void {
    this.#followed.delete(id);
    this.#followed.set(id, followed);
    const [oldest] = this.#followed.keys();
    if (this.#followed.size > KEPT && oldest !== undefined) this.#followed.delete(oldest);
  }
}

const measured = (entry: Entry): Measured => ({
  at: instant(entry.at) satisfies Instant,
  record: { type: entry.type, ...(entry.body as object) } as JudgingRecord,
});

/** Entries in parts of about one size; what was recorded together stays together. */
function* inTurns(entries: readonly Entry[]): Generator<readonly Entry[]> {
  for (let from = 0; from < entries.length; ) {
    let to = Math.min(entries.length, from + AT_A_TIME);
    while (to < entries.length && entries[to]?.at === entries[to - 1]?.at) to += 1;
    yield entries.slice(from, to);
    from = to;
  }
}

const books = new WeakMap<Journal, CourseBook>();

/** The book of a journal: all who look share it. */
export function courseBookOf(journal: Journal): CourseBook {
  const book = books.get(journal) ?? new CourseBook(journal);
  books.set(journal, book);
  return book;
}
