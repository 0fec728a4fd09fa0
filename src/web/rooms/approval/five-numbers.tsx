import { useQuery } from '@tanstack/react-query';
import type { Question } from '../../../approval/question.ts';
import { instant } from '../../../core/kernel/instant.ts';
import { fiveNumbers } from '../../../core/notice/approval-facts.ts';
import { foldedOf } from '../../data/folded.ts';
import { SHEET } from './words.ts';

interface FiveNumbersProps {
  readonly question: Question;
  readonly at: string;
}

/** The five numbers that a notification tells too, before everything that they are taken from. */
export function FiveNumbers({ question: { deploymentId, evidence, certificate, context }, at }: FiveNumbersProps) {
  const { data } = useQuery(foldedOf(deploymentId));
  if (context.phase !== 'awaiting-approval') return null;
  const state = data?.state ?? null;
  // What it is measured against is recorded beside the question and not part of it.
  const base =
    state !== null && 'evidence' in state ? { baseline: ('baseline' in state && state.baseline) || null } : {};
  const { deadline } = context;
  return (
    <section aria-label={SHEET.fiveNumbers}>
      <dl className="five">
        {fiveNumbers({ evidence, certificate, deadline, ...base }, instant(Date.parse(at))).map(({ name, text }) => (
          <div key={name}>
            <dt className="small quiet">{name}</dt>
            <dd className="figure">{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
