import type { EventLine } from '../../api/control-plane.ts';
import { lasting } from '../../api/shown/amount.ts';
import { NO_STORY, type Story, tell } from '../../api/shown/passage.ts';
import { waitingWords } from '../../api/shown/waiting-words.ts';
import type { DeploymentView } from '../../api/view.ts';
import type { Verdict } from '../../core/verdict/verdict.ts';
import { sentenceFor } from '../render/event-line.ts';
import { gatesWords } from '../render/key-values.ts';
import { clockTime, withClockTimes } from '../render/moment.ts';
import { onOneLine } from '../render/visible.ts';
import { stageClock } from './stage-clock.ts';

/** A line of the plain view, and in which phase it was said. */
export interface PlainLine {
  readonly text: string;
  readonly phase: string;
  /** It tells of something that went wrong. */
  readonly isBad: boolean;
}

/** So long without a word, and a reader may think that nothing goes on. */
const HEARTBEAT = 60_000;

const BAD: readonly string[] = ['DeploymentStopped', 'RollbackStarted', 'RollbackStepFailed', 'EffectFailed'];

/** A deployment as lines: one for each change of state, and one a minute while nothing changes. It holds no clock. */
export class PlainView {
  readonly #zone: string;
  #story: Story = NO_STORY;
  #stage = 0;
  #lastAt: number | null = null;

  constructor(zone: string) {
    this.#zone = zone;
  }

  /** The lines that are due: `now` is any clock that only rises, in milliseconds. */
  lines(events: readonly EventLine[], view: DeploymentView, now: number): readonly PlainLine[] {
    const lines = events.map((event) => this.#line(event, view));
    if (lines.length === 0 && this.#lastAt !== null && now - this.#lastAt >= HEARTBEAT && !view.over) {
      lines.push({ text: heartbeat(view, this.#zone), phase: view.phase, isBad: false });
    }
    if (lines.length > 0) this.#lastAt = now;
    this.#lastAt ??= now;
    return lines;
  }

  /** How long until a heartbeat is due, in milliseconds. */
  untilHeartbeat(now: number): number {
    return this.#lastAt === null ? HEARTBEAT : Math.max(0, this.#lastAt + HEARTBEAT - now);
  }

  #line(event: EventLine, view: DeploymentView): PlainLine {
    const { phase } = this.#story;
    this.#story = tell(this.#story, event);
    if (event.type === 'StageAdvanced') this.#stage = (event.body as { readonly to: number }).to;
    const isAhead = event.type === 'VerdictRecorded';
    const said = isAhead ? this.#verdict(event, view) : sentenceFor(event);
    // What ends a phase is said in it, so that a reader sees which one it was.
    const named = BAD.includes(event.type) ? phase : this.#story.phase;
    const text = `${clockTime(event.time, this.#zone)} ${named} ${onOneLine(withClockTimes(said, this.#zone, event.time))}`;
    return { text, phase: named, isBad: BAD.includes(event.type) };
  }

  #verdict(event: EventLine, { outlook }: DeploymentView): string {
    const { verdict } = event.body as { readonly verdict: Verdict };
    const isBake = this.#story.phase === 'baking';
    const stage = outlook?.stages[this.#stage];
    const planned = isBake ? outlook?.bakeSeconds : stage?.seconds;
    const left = planned === undefined || planned === null ? null : Math.max(0, planned - verdict.judgedSeconds);
    const where = isBake ? null : { index: this.#stage, of: outlook?.stages.length ?? 0, weight: stage?.weight ?? '?' };
    return stageWords(where, left, verdict.gates);
  }
}

/** `stage=1/3 weight=5% left=6m41s error_rate=0.31%<1% collecting/min-duration`. */
function stageWords(
  stage: { readonly index: number; readonly of: number; readonly weight: string } | null,
  leftSeconds: number | null,
  gates: Verdict['gates'],
): string {
  return [
    ...(stage === null ? [] : [`stage=${stage.index + 1}/${stage.of}`, `weight=${stage.weight.replaceAll(' ', '')}`]),
    ...(leftSeconds === null ? [] : [`left=${lasting(leftSeconds)}`]),
    gatesWords(gates),
  ]
    .filter((word) => word !== '')
    .join(' ');
}

/** What can be said while nothing changes: where it is, and why it waits. */
function heartbeat(view: DeploymentView, zone: string): string {
  const { at, phase, stage, live, waiting } = view;
  const clock = stageClock(view, Date.parse(at));
  const where = phase === 'rolling-out' ? stage : null;
  const numbers = live === null ? '' : stageWords(where, clock?.leftSeconds ?? null, live.gates);
  const words =
    waiting === null
      ? numbers || 'still at work'
      : `${waitingText(waiting, zone)}${numbers === '' ? '' : ` ${numbers}`}`;
  return `${clockTime(at, zone)} ${phase} ${onOneLine(withClockTimes(words, zone, at))}`;
}

const waitingText = (waiting: NonNullable<DeploymentView['waiting']>, zone: string): string =>
  `${waitingWords(waiting)}; who: ${waiting.who.join(', ')}; ${waiting.until === null ? 'no deadline' : `until ${clockTime(waiting.until, zone)}`}; then: ${waiting.default}`;
