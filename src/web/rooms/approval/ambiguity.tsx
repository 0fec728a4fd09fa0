import { lasting, measured, measuredRange, whole } from '../../../api/shown/amount.ts';
import { verdictWords } from '../../../api/shown/verdict-words.ts';
import type { Question, QuestionContext } from '../../../approval/question.ts';
import { formatDuration } from '../../../core/kernel/duration.ts';
import { formatWeight } from '../../../core/kernel/weight.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import type { GateVerdict } from '../../../core/verdict/verdict.ts';
import { Badge } from '../../parts/sign.tsx';
import { Left, Moment } from '../../parts/when.tsx';
import { OPTIONS } from './options.ts';
import { SHEET } from './words.ts';

type Asked = Extract<QuestionContext, { readonly verdict: unknown }>;

interface AmbiguityProps {
  readonly question: Question;
  readonly context: Asked;
}

/** What the judge knows and cannot decide, and the four answers with what each of them does. */
export function Ambiguity({ question: { plan }, context }: AmbiguityProps) {
  const deadline = new Date(context.deadline).toISOString();
  return (
    <>
      <section className="panel stack">
        <h2>{SHEET.numbers}</h2>
        {context.verdict.gates.map((gate) => (
          <Numbers key={gate.gate} gate={gate} />
        ))}
      </section>
      <section className="panel stack">
        <h2>{SHEET.answers}</h2>
        <dl className="facts">
          {consequencesOf(plan, context).map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
          <div>
            <dt>{SHEET.byItself}</dt>
            <dd>
              <strong>
                {SHEET.rollsBackAt} <Moment at={deadline} />
              </strong>
              , {SHEET.in} <Left until={deadline} />
            </dd>
          </div>
        </dl>
      </section>
    </>
  );
}

function Numbers({ gate }: { readonly gate: GateVerdict }) {
  const { observed, low, high, limit, baseline, unit } = gate.bounds;
  const { meaning, words } = verdictWords(gate);
  return (
    <div className="numbers">
      <p className="row">
        <code>{gate.gate}</code>
        <Badge of={meaning}>{words}</Badge>
      </p>
      <p>{gate.text}</p>
      {observed === null ? null : (
        <p className="small quiet figure">
          {SHEET.observed} {measured(observed, unit)}
          {low === null && high === null ? null : ` · ${SHEET.between} ${measuredRange(low, high, unit)}`}
          {limit === null ? null : ` · ${SHEET.limit} ${measured(limit, unit)}`}
          {baseline === null ? null : ` · ${SHEET.stable} ${measured(baseline, unit)}`}
        </p>
      )}
      {gate.kind === 'trigger' || gate.state === 'pass' ? null : <p className="small quiet figure">{needsOf(gate)}</p>}
    </div>
  );
}

function needsOf({ needsRequests, needsMinutes }: GateVerdict): string {
  if (needsRequests === null) return SHEET.wouldNotProve;
  return SHEET.needs(whole(needsRequests), needsMinutes === null ? '' : `, ${lasting(needsMinutes * 60)}`);
}

/** Each answer with what it does. */
function consequencesOf(plan: Plan, { phase, stageIndex }: Asked): readonly (readonly [name: string, text: string])[] {
  const { consequence } = SHEET;
  const { stages } = plan.strategy;
  const stage = stages[stageIndex];
  const long = phase === 'baking' ? plan.bake.duration : (stage?.duration ?? null);
  const weight = stage === undefined ? '' : formatWeight(stage.weight);
  const following = stages[stageIndex + 1];
  const next =
    phase === 'baking'
      ? SHEET.becomesStable
      : following === undefined
        ? SHEET.bakeBegins
        : SHEET.goesOnTo(formatWeight(following.weight));
  const back =
    plan.rollbackTarget.kind === 'release' ? SHEET.trafficTo(plan.rollbackTarget.version) : SHEET.usersGet503;
  const name = Object.fromEntries(OPTIONS['ambiguous-metrics'].map(({ decision, text }) => [decision, text]));
  return [
    ['Roll back', consequence.rollback(back)],
    [name.extend ?? '', consequence.extend(long === null ? SHEET.aStage : formatDuration(long))],
    [name.hold ?? '', consequence.hold(weight)],
    [name.proceed ?? '', consequence.proceed(next)],
  ];
}
