import type { OutlookView } from '../../api/outlook.ts';
import { lasting, took } from '../../api/shown/amount.ts';
import type { Question } from '../../approval/question.ts';
import type { CheckResult } from '../../core/deployment/evidence.ts';
import { instant } from '../../core/kernel/instant.ts';
import { formatWeight } from '../../core/kernel/weight.ts';
import { forecastStages } from '../../core/plan/forecast.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { hourAndMinute, timeOfDay } from './moment.ts';

/** What is shown beside what is signed. */
export interface Seen {
  /** When the sheet is read. */
  readonly now: string;
  readonly zone: string;
  /** Why it was asked for, in the words of whoever did. */
  readonly reason: string;
  readonly nextWindow: OutlookView['nextWindow'];
  /** Where it is answered with a passkey; absent where no page is known. */
  readonly page?: string;
  /** Whether agents were proven to be kept out; absent where nobody looked. */
  readonly isIsolated?: boolean;
}

const KINDS = ['smoke', 'integration', 'performance', 'security'] as const;

/** `ready: smoke 5/5, integration 8/8 · not tested: performance   14m00s old`. */
export function recommendationText({ evidence, plan }: Question, { now }: Seen): string {
  const isReady = evidence.checks.every(({ passed }) => passed);
  const unasked = plan.verification === undefined ? ['verification'] : [];
  const missing = [...KINDS.filter((kind) => !evidence.checks.some((check) => check.kind === kind)), ...unasked];
  const age = lasting((Date.parse(now) - evidence.at) / 1_000);
  return [
    `${isReady ? 'ready' : 'not ready'}: ${evidence.checks.map(checkText).join(', ')}`,
    ...(missing.length === 0 ? [] : [` · not tested: ${missing.join(', ')}`]),
    `   ${age} old`,
  ].join('');
}

function checkText({ kind, suites, passed }: CheckResult): string {
  const total = suites.reduce((sum, suite) => sum + suite.total, 0);
  const good = suites.reduce((sum, suite) => sum + suite.passed, 0);
  return `${kind} ${total > 0 ? `${good}/${total}` : passed ? 'passed' : 'failed'}`;
}

/** The commit, who wrote it, what is shipped, and whether data is changed. */
export function changesText(
  { release, rollbackTarget, migrations, downStep }: Plan,
  authors: readonly string[],
): string {
  const since = rollbackTarget.kind === 'release' ? `${rollbackTarget.commit.slice(0, 12)}..` : '';
  const by = authors.length === 0 ? '' : ` by ${authors.join(', ')}`;
  return [
    `commits ${since}${release.commit.slice(0, 12)}${by}${release.dirty ? ' WITH UNCOMMITTED CHANGES' : ''}`,
    ...release.artifacts.map(({ name, digest }) => `${name} ${digest.slice(0, 11)}…`),
    `migrations: ${migrations}${downStep === undefined ? '' : `, taken back by ${downStep.run}, rehearsed`}`,
  ].join(' · ');
}

/** The stages as clock times from now on, when each passes at its end, and the next blackout window. */
export function stagesText({ plan, checkpoint }: Question, { now, zone, nextWindow }: Seen): string {
  if (checkpoint === 'after-rollback') return '';
  const { strategy, bake } = plan;
  const clock = (at: number): string => hourAndMinute(new Date(at).toISOString(), zone);
  const forecast = forecastStages(strategy.stages, bake.duration, instant(Date.parse(now)));
  const stages = forecast.map(({ weight, from, to }, index) => {
    const isTimed = strategy.stages[index]?.duration !== null;
    return `${formatWeight(weight as Parameters<typeof formatWeight>[0])} ${clock(from)}${isTimed ? `–${clock(to)}` : ''}`;
  });
  const last = forecast.at(-1);
  const isLastTimed = strategy.stages.at(-1)?.duration !== null;
  const bakeEnd = last === undefined ? instant(Date.parse(now)) : isLastTimed ? last.to + bake.duration : last.to;
  return [
    ...stages,
    `bake to ${timeOfDay(new Date(bakeEnd).toISOString(), zone, now)}`,
    ...(nextWindow === null ? [] : [`next window ${timeOfDay(nextWindow.from, zone, now)} ${nextWindow.name}`]),
  ].join(' · ');
}

/** What happens by itself when the numbers are bad, and how fast it was when it was tried. */
export function rollbackText({ plan, certificate, checkpoint }: Question): string {
  if (checkpoint === 'after-rollback') return '';
  const rehearsed = `rehearsed ${took(certificate.back / 1_000)} (target < ${lasting(plan.limits.targetTime / 1_000)})`;
  const { rollbackTarget } = plan;
  return rollbackTarget.kind === 'release'
    ? `automatic back to ${rollbackTarget.version} ${(rollbackTarget.artifactDigests[0] ?? '').slice(0, 11)}…, ${rehearsed}`
    : `FIRST RELEASE: it is taken out of service and users get 503, ${rehearsed}`;
}
