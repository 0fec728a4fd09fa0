import { took } from '../../../../api/shown/amount.ts';
import type { CheckResult } from '../../../../core/deployment/evidence.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Badge } from '../../../parts/sign.tsx';
import { DEPLOYMENT } from '../words.ts';
import type { TabProps } from './tab.ts';

/** What was tested on staging, what was shown of the source, and how the drill went. */
export function EvidenceTab({ followed: { view } }: TabProps) {
  const { checks, verified, rehearsal, provenance } = view;
  if (checks.length === 0 && verified.length === 0) {
    return <Empty title={DEPLOYMENT.noChecks}>{DEPLOYMENT.noChecksMore}</Empty>;
  }
  return (
    <>
      <section className="panel stack">
        <h2>{DEPLOYMENT.checks}</h2>
        <ul className="checks">
          {checks.map((check) => (
            <li key={check.kind}>
              <Check check={check} />
            </li>
          ))}
        </ul>
      </section>
      {rehearsal === null ? null : (
        <section className="panel stack">
          <h2>{DEPLOYMENT.rehearsal}</h2>
          <p className="figure">
            {DEPLOYMENT.rehearsalText(
              took(rehearsal.forward / 1_000),
              took(rehearsal.back / 1_000),
              took(rehearsal.forwardAgain / 1_000),
            )}
          </p>
        </section>
      )}
      {verified.length === 0 && provenance.length === 0 ? null : (
        <section className="panel stack">
          <h2>{DEPLOYMENT.verification}</h2>
          <ul className="stack">
            {verified.map((line) => (
              <li key={line}>{line}</li>
            ))}
            {provenance.map(({ artifact, statementDigest }) => (
              <li key={artifact}>
                {DEPLOYMENT.provenance} {artifact} <code className="small quiet">{statementDigest}</code>
              </li>
            ))}
            {[...(view.release?.sboms ?? []), ...(view.release?.origins ?? [])].map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Check({ check }: { readonly check: CheckResult }) {
  const { kind, passed, problem, suites, logTail, performance } = check;
  return (
    <div className="stack check">
      <div className="row">
        <strong>{kind}</strong>
        <Badge of={passed ? 'pass' : 'fail'}>{passed ? DEPLOYMENT.passed : DEPLOYMENT.failed}</Badge>
        <span className="small quiet figure">{took(check.took / 1_000)}</span>
      </div>
      {problem === null ? null : <p className="bad">{problem}</p>}
      {suites.length === 0 ? null : (
        <ul className="small">
          {suites.map(({ name, passed: good, total, skipped }) => (
            <li key={name}>
              {name}: <span className="figure">{DEPLOYMENT.tests(good, total)}</span>
              {skipped === 0 ? null : `, ${DEPLOYMENT.skipped(skipped)}`}
            </li>
          ))}
        </ul>
      )}
      {performance === undefined ? null : (
        <ul className="small figure">
          {performance.map((figure) => (
            <li key={figure.metric}>
              {figure.metric} {figure.value} {figure.unit}
            </li>
          ))}
        </ul>
      )}
      {logTail.length === 0 ? null : (
        <details open={!passed}>
          <summary>{DEPLOYMENT.lastLines}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
          <pre tabIndex={0}>{logTail.join('\n')}</pre>
        </details>
      )}
    </div>
  );
}
