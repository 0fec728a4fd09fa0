import { lasting } from '../../../api/shown/amount.ts';
import type { Question } from '../../../approval/question.ts';
import type { CheckResult } from '../../../core/deployment/evidence.ts';
import { entryLines } from '../../../core/evidence/entry-text.ts';
import { instant } from '../../../core/kernel/instant.ts';
import { Sign } from '../../parts/sign.tsx';
import { SHEET } from './words.ts';

const KINDS = ['smoke', 'integration', 'performance', 'security'] as const;

interface RecommendationProps {
  readonly question: Question;
  readonly at: string;
}

/** What staging says of it, check by check, what was not tested, and how old that is. */
export function Recommendation({ question: { evidence, plan }, at }: RecommendationProps) {
  const isReady = evidence.checks.every(({ passed }) => passed);
  const missing = KINDS.filter((kind) => !evidence.checks.some((check) => check.kind === kind));
  const verified = entryLines(plan.verification ?? [], evidence.entry, instant(Date.parse(at)));
  return (
    <section className="panel" aria-label={SHEET.recommendation}>
      <h2 className={isReady ? 'good' : 'bad'}>
        <Sign of={isReady ? 'pass' : 'fail'} /> {isReady ? SHEET.ready : SHEET.notReady}
      </h2>
      <ul className="tested">
        {evidence.checks.map((check) => (
          <li key={check.kind}>
            <Sign of={check.passed ? 'pass' : 'fail'} /> {check.kind}{' '}
            <span className="figure quiet">{resultOf(check)}</span>
          </li>
        ))}
        {missing.map((kind) => (
          <li key={kind} className="doubt">
            <Sign of="ambiguous" /> {kind} <span className="quiet">{SHEET.notTested.toLowerCase()}</span>
          </li>
        ))}
      </ul>
      {verified.length === 0 ? null : (
        <ul className="lines">
          {verified.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <p className="small quiet">
        {lasting((Date.parse(at) - evidence.at) / 1_000)} {SHEET.age}
      </p>
    </section>
  );
}

function resultOf({ passed, suites, problem }: CheckResult): string {
  const total = suites.reduce((sum, suite) => sum + suite.total, 0);
  const good = suites.reduce((sum, suite) => sum + suite.passed, 0);
  const said = total === 0 ? (passed ? SHEET.passed : SHEET.failed) : SHEET.of(good, total);
  return problem === null ? said : `${said}: ${problem}`;
}
