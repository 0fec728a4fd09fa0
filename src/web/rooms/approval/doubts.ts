import type { ApprovalRequest } from '../../../approval/request.ts';
import { SHEET } from './words.ts';

/** What nobody looked up, or could not, and why: silence there would read as "fine". */
export function unknownsOf({
  beside,
  power,
  question,
}: ApprovalRequest): readonly (readonly [name: string, why: string])[] {
  const isPromotion = question.checkpoint === 'production-promotion';
  return [
    ...(beside === undefined ? [[SHEET.commitsAndWindows, SHEET.cannotInspect] as const] : []),
    ...(beside === undefined || beside.forecast.unknown === null
      ? []
      : [[SHEET.windows, beside.forecast.unknown] as const]),
    ...(power?.kind === 'unknown' ? [[SHEET.provable, power.why] as const] : []),
    ...(isPromotion && power === null ? [[SHEET.provable, SHEET.notWorkedOut] as const] : []),
  ];
}

/** Whether something of the evidence is not as it should be: a fold never hides that. */
export function isDoubtful(request: ApprovalRequest): boolean {
  const { beside, power } = request;
  return (
    unknownsOf(request).length > 0 ||
    (beside !== undefined &&
      (beside.forecast.conflict !== null || beside.changedSince.length > 0 || beside.policy.changes.length > 0)) ||
    (power?.kind === 'known' && power.stages.some(({ gates }) => gates.some(({ state }) => state !== 'enough')))
  );
}
