import type { ApprovalRequest } from '../../../approval/request.ts';
import { instant } from '../../../core/kernel/instant.ts';
import { formatWeight, type Weight } from '../../../core/kernel/weight.ts';
import { forecastStages } from '../../../core/plan/forecast.ts';
import type { PowerCheck } from '../../../core/verdict/power/power-check.ts';
import { Moment } from '../../parts/when.tsx';
import { Fact, Part } from './part.tsx';
import { SHEET } from './words.ts';

interface StageTableProps {
  readonly request: ApprovalRequest;
  readonly at: string;
}

/** The stages as clock times, whether the gates can be proven in them, and whether a window is in the way. */
export function StageTable({ request: { question, power, beside }, at }: StageTableProps) {
  const { plan, checkpoint } = question;
  if (checkpoint === 'after-rollback') return null;
  const stages = forecastStages(plan.strategy.stages, plan.bake.duration, instant(Date.parse(at)));
  return (
    <Part title={SHEET.when}>
      {stages.map(({ weight, from, to }, index) => (
        <Fact
          key={from}
          name={plan.strategy.stages[index]?.duration === null ? SHEET.bake : formatWeight(weight as Weight)}
        >
          <Clock from={from} to={to} />
          <Power power={power} name={plan.strategy.stages[index]?.duration === null ? 'bake' : `stage ${index + 1}`} />
        </Fact>
      ))}
      {beside === undefined ? null : (
        <Fact name={SHEET.windows}>
          <Windows forecast={beside.forecast} />
        </Fact>
      )}
    </Part>
  );
}

const Clock = ({ from, to }: { readonly from: number; readonly to: number }) => (
  <>
    <Moment at={new Date(from).toISOString()} /> {SHEET.to} <Moment at={new Date(to).toISOString()} />
  </>
);

function Power({ power, name }: { readonly power: PowerCheck | null; readonly name: string }) {
  if (power === null || power.kind === 'unknown') return null;
  const stage = power.stages.find((one) => one.name === name);
  return (stage?.gates ?? []).map(({ gate, state, chance }) => (
    <div key={gate} className="small quiet">
      <code>{gate}</code> <span className={state === 'enough' ? undefined : 'doubt'}>{SHEET.powerOf[state]}</span>
      {chance === null ? null : `, ${SHEET.chance(`${Math.round(chance * 100)} %`)}`}
    </div>
  ));
}

function Windows({ forecast }: { readonly forecast: NonNullable<ApprovalRequest['beside']>['forecast'] }) {
  const { to, conflict, unknown, nextFree } = forecast;
  const free =
    nextFree === null ? null : (
      <>
        {' '}
        {SHEET.freeFrom} <Moment at={nextFree} />.
      </>
    );
  if (conflict !== null) {
    return (
      <strong className="bad">
        {SHEET.conflict(conflict.name)} <Moment at={conflict.from} />.{free}
      </strong>
    );
  }
  if (unknown !== null) {
    return (
      <span className="bad">
        {SHEET.windowsUnknown(unknown)}.{free}
      </span>
    );
  }
  return (
    <>
      {SHEET.fits} <Moment at={to} />
    </>
  );
}
