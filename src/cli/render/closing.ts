import type { LogPart } from '../../api/logs.ts';
import { lasting, took } from '../../api/shown/amount.ts';
import type { Meaning } from '../../api/shown/meaning.ts';
import { waitingWords } from '../../api/shown/waiting-words.ts';
import type { DeploymentView } from '../../api/view.ts';
import { nextFor } from '../outcome.ts';
import { timeOfDay, withClockTimes } from './moment.ts';
import { signFor } from './sign.ts';
import type { Line, Pen, Style } from './styled.ts';

const LABEL_CELLS = 10;

/**
 * What is said when a deployment was followed and is left: the log that explains a failure first, then in few lines how it
 * stands, why, who can end its waiting, until when and what happens by itself, and the next commands. The answer to "what now?"
 * stands within the last ten lines.
 */
export function closingLines(
  view: DeploymentView,
  log: LogPart | null,
  pen: Pen,
  /** The last frame stands right above: what is there already is not said again. */
  isBelowFrame = false,
): readonly Line[] {
  const { id, planDigest, release, replaces, unit, environment } = view;
  const from = replaces === null ? '' : `${replaces} → `;
  const head = [
    `${unit} → ${environment}   ${id}`,
    planDigest === null ? '' : ` · plan ${planDigest.slice(7, 13)}`,
    release === null ? '' : ` · ${from}${release.version} (${release.commit.slice(0, 12)})`,
  ].join('');
  const [meaning, style] = standing(view);
  const above = logLines(log, pen);
  return [
    ...above,
    ...(isBelowFrame && above.length === 0 ? [] : [[pen.span(head, 'strong')]]),
    [pen.span(`${signFor(meaning, pen.look.ascii)} ${standingText(view)}`, style)],
    ...facts(view, pen.look.zone).map(([label, text]) => labelled(label, text, pen)),
    ...nextFor(view)
      .slice(0, 3)
      .map(({ command, why }, index) => [
        ...labelled(index === 0 ? 'next' : '', '', pen),
        pen.span(command, 'strong'),
        pen.span(`   ${why}`, 'quiet'),
      ]),
  ];
}

function logLines(log: LogPart | null, pen: Pen): readonly Line[] {
  if (log === null || log.lines.length === 0) return [];
  const count = log.lines.length === 1 ? 'the last line' : `the last ${log.lines.length} lines`;
  return [
    [pen.span(`${count} of ${log.name}:`, 'strong')],
    ...log.lines.map((line): Line => [pen.span(`  ${line}`, 'quiet')]),
    [],
  ];
}

const labelled = (label: string, text: string, pen: Pen): Line => [
  pen.span(`  ${label.padEnd(LABEL_CELLS)} `, 'quiet'),
  pen.span(text),
];

function standing({ phase, waiting }: DeploymentView): readonly [Meaning, Style] {
  switch (phase) {
    case 'completed':
      return ['pass', 'good'];
    case 'packaging-failed':
    case 'staging-failed':
    case 'rolling-back':
    case 'rollback-failed':
    case 'rolled-back':
    case 'closed':
      return ['fail', 'bad'];
    case 'rejected':
    case 'expired':
    case 'aborted':
    case 'superseded':
      return ['hold', 'doubt'];
    default:
      return waiting === null
        ? ['now', 'strong']
        : [waiting.for === 'ambiguous-metrics' ? 'ambiguous' : 'hold', 'doubt'];
  }
}

function standingText({ phase, signal, stage, openedAt, endedAt, at, over }: DeploymentView): string {
  const where =
    stage === null || phase !== 'rolling-out' ? '' : ` stage ${stage.index + 1}/${stage.of} at ${stage.weight}`;
  const length = lasting((Date.parse(endedAt ?? at) - Date.parse(openedAt)) / 1_000);
  return `${phase}${where}${signal === null ? '' : `   ${signal}`}   ${over ? 'after' : 'for'} ${length}`;
}

function facts(view: DeploymentView, zone: string): readonly (readonly [string, string])[] {
  const { problem, attempt, rollback, waiting, over } = view;
  const lastProblem = over ? null : (attempt?.lastProblem ?? null);
  return [
    ...(problem === null ? [] : [['cause', problem] as const]),
    ...(lastProblem === null ? [] : [['last try', `${lastProblem} (try ${attempt?.n} next)`] as const]),
    ...(rollback === null
      ? []
      : [
          ['cause', `${rollback.cause.kind}: ${rollback.cause.text}`] as const,
          ['rollback', rollbackText(rollback)] as const,
        ]),
    ...(rollback?.rootCause ? [['root cause', rollback.rootCause] as const] : []),
    ...(waiting === null ? [] : waitingFacts(waiting, zone, view.at)),
  ];
}

function waitingFacts(
  waiting: NonNullable<DeploymentView['waiting']>,
  zone: string,
  now: string,
): readonly (readonly [string, string])[] {
  const until =
    waiting.until === null
      ? 'no deadline'
      : `${timeOfDay(waiting.until, zone, now)}, in ${lasting((Date.parse(waiting.until) - Date.parse(now)) / 1_000)}`;
  return [
    ['waits', waitingWords(waiting)],
    ['who', waiting.who.join(', ')],
    ['until', `${until}; then by itself: ${withClockTimes(waiting.default, zone, now)}`],
  ];
}

function rollbackText(rollback: NonNullable<DeploymentView['rollback']>): string {
  const after = (seconds: number | null): string => (seconds === null ? 'not yet' : `after ${took(seconds)}`);
  return `traffic back ${after(rollback.trafficBackSeconds)}, stable verified ${after(rollback.verifiedSeconds)} (target ${lasting(rollback.targetSeconds)})`;
}
