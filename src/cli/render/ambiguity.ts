import { lasting, measured, measuredRange, whole } from '../../api/shown/amount.ts';
import type { Question } from '../../approval/question.ts';
import { formatDuration } from '../../core/kernel/duration.ts';
import { formatWeight } from '../../core/kernel/weight.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { GateVerdict } from '../../core/verdict/verdict.ts';
import { timeOfDay } from './moment.ts';
import type { Seen } from './sheet-facts.ts';

/** A label and what stands behind it; no label goes on where the line before ended. */
interface Labelled {
  readonly label: string;
  readonly text: string;
}

type Asked = Extract<Question['context'], { readonly verdict: unknown }>;

/** What the judge knows of each gate when it could not decide: the sentence, the bounds, the e-values, and what is missing. */
export function evidenceLines({ verdict }: Asked): readonly Labelled[] {
  return verdict.gates.flatMap((gate) => [
    { label: gate.gate, text: `${gate.state}/${gate.reason}: ${gate.text}` },
    ...[boundsText(gate), proofText(gate), needsText(gate)]
      .filter((text) => text !== '')
      .map((text) => ({ label: '', text })),
  ]);
}

function boundsText({ bounds: { low, high, observed, baseline, limit, unit } }: GateVerdict): string {
  if (observed === null) return '';
  return [
    `observed ${measured(observed, unit)}`,
    low === null && high === null ? '' : `likely between ${measuredRange(low, high, unit)}`,
    limit === null ? '' : `limit ${measured(limit, unit)}`,
    baseline === null ? '' : `stable ${measured(baseline, unit)}`,
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

function proofText({ e }: GateVerdict): string {
  if (e === null) return '';
  return [
    e.pass === null ? '' : `that it holds: E = ${strength(e.pass)} of ${strength(e.passAt)}`,
    e.absolute === null ? '' : `that it breaks: E = ${strength(e.absolute)} of ${strength(e.failAt)}`,
    // Being worse than stable fails a gate only at its limit.
    e.relative === null ? '' : `worse than stable: E = ${strength(e.relative)}`,
    e.shift === null ? '' : `slower than stable: E = ${strength(e.shift)}`,
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

const strength = (e: number): string =>
  e >= 1e6 ? e.toExponential(1).replace('+', '') : e >= 100 ? whole(e) : String(Number(e.toPrecision(3)));

function needsText({ kind, state, needsRequests, needsMinutes }: GateVerdict): string {
  if (kind === 'trigger' || state === 'pass') return '';
  if (needsRequests === null) return 'more requests like these would not prove it';
  const time = needsMinutes === null ? '' : `, ${lasting(needsMinutes * 60)}`;
  return `needs about ${whole(needsRequests)} more requests like these${time}`;
}

/** The four answers with what each of them does, and what happens by itself when nobody answers. */
export function optionLines(plan: Plan, asked: Asked, { zone, now }: Pick<Seen, 'zone' | 'now'>): readonly Labelled[] {
  const { stageIndex, phase, deadline } = asked;
  const back =
    plan.rollbackTarget.kind === 'release' ? `all traffic to ${plan.rollbackTarget.version}` : '503 to users';
  const end = new Date(deadline).toISOString();
  const left = lasting((deadline - Date.parse(now)) / 1_000);
  return [
    { label: 'Answers', text: `rollback: ${back} at once; needs no signature` },
    { label: '', text: `extend: measures ${lengthOf(plan, asked)} more, then asks again unless it is decided` },
    { label: '', text: `hold: the weight stays at ${weightOf(plan, stageIndex)} until a person resumes` },
    { label: '', text: `proceed: ${nextOf(plan, stageIndex, phase)} without proof; an approver signs, with a reason` },
    { label: 'By itself', text: `rolls back at ${timeOfDay(end, zone, now)}, in ${left}` },
    { label: '', text: 'also if its gates are proven meanwhile: only an answer takes it forward' },
  ];
}

function lengthOf(plan: Plan, { phase, stageIndex }: Asked): string {
  const length = phase === 'baking' ? plan.bake.duration : plan.strategy.stages[stageIndex]?.duration;
  return length === null || length === undefined ? 'a stage' : formatDuration(length);
}

const weightOf = (plan: Plan, index: number): string => {
  const stage = plan.strategy.stages[index];
  return stage === undefined ? 'where it is' : formatWeight(stage.weight);
};

function nextOf(plan: Plan, index: number, phase: Asked['phase']): string {
  if (phase === 'baking') return 'it becomes stable';
  return index >= plan.strategy.stages.length - 1 ? 'the bake begins' : `goes on to ${weightOf(plan, index + 1)}`;
}
