import { Fragment, type ReactNode } from 'react';
import { took } from '../../../api/shown/amount.ts';
import type { DeploymentView } from '../../../api/view.ts';
import type { ApprovalRequest } from '../../../approval/request.ts';
import { gateText } from '../../../core/gate/text.ts';
import { formatDuration } from '../../../core/kernel/duration.ts';
import { configChangeText } from '../../../core/plan/config-changes.ts';
import { planDifferenceText } from '../../../core/plan/diff.ts';
import { standingLines } from '../../../core/plan/policy/standing.ts';
import { statementLabel } from '../../../core/statement/said.ts';
import { strategyText } from '../../../core/strategy/strategy-text.ts';
import { Moment } from '../../parts/when.tsx';
import { unknownsOf } from './doubts.ts';
import { Evidence } from './evidence.tsx';
import { FiveNumbers } from './five-numbers.tsx';
import { Fact, Part } from './part.tsx';
import { Recommendation } from './recommendation.tsx';
import { StageTable } from './stage-table.tsx';
import { SHEET } from './words.ts';

interface SheetProps {
  readonly request: ApprovalRequest;
  readonly view: DeploymentView;
  /** Whether the evidence was opened, where it is folded away. */
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

/** What is put before a person, in reading order, from what will be signed; what is not signed is marked so. */
export const Sheet = ({ request, view, isOpen, onOpen }: SheetProps) => (
  <div className="sheet">
    <Recommendation question={request.question} at={view.at} />
    <FiveNumbers question={request.question} at={view.at} />
    <Why request={request} />
    <Difference request={request} />
    <Evidence isOpen={isOpen} onOpen={onOpen}>
      <StageTable request={request} at={view.at} />
      <Gates request={request} />
      <WayBack request={request} />
      <Unknowns request={request} />
      <WhoAnswers request={request} />
    </Evidence>
    <WordsOfOthers request={request} view={view} />
    <StatementBoxes request={request} />
  </div>
);

interface OfRequest {
  readonly request: ApprovalRequest;
}

function Why({ request: { question, beside } }: OfRequest) {
  const { context } = question;
  return (
    <Part title={SHEET.why}>
      {'deadline' in context ? (
        <Fact name={SHEET.before}>
          <Moment at={new Date(context.deadline).toISOString()} />
        </Fact>
      ) : null}
      {'cause' in context ? (
        <>
          <Fact name={SHEET.cause}>
            <strong className="bad">{context.cause.kind}</strong>: {context.cause.text}
          </Fact>
          <Fact name={SHEET.trafficBack}>
            <Moment at={new Date(context.trafficBackAt).toISOString()} />
          </Fact>
        </>
      ) : null}
      {'redSince' in context ? (
        <Fact name={SHEET.redSince}>
          <Moment at={new Date(context.redSince).toISOString()} />
        </Fact>
      ) : null}
      {'heldSince' in context ? (
        <Fact name={SHEET.ranOut}>
          <Moment at={new Date(context.heldSince).toISOString()} />
        </Fact>
      ) : null}
      {(beside?.inTheWay ?? []).map((text) => (
        <Fact key={text} name={SHEET.inTheWay}>
          <strong className="bad">{text}</strong>
        </Fact>
      ))}
    </Part>
  );
}

function Difference({ request: { question, authors, beside } }: OfRequest) {
  const { release, rollbackTarget, migrations, outOfOrder } = question.plan;
  const from = rollbackTarget.kind === 'release' ? rollbackTarget.version : SHEET.nothingBefore;
  return (
    <Part title={SHEET.difference}>
      <Fact name={SHEET.version}>
        {from} → <strong>{release.version}</strong>
      </Fact>
      {outOfOrder === undefined ? null : (
        <Fact name={SHEET.outOfOrder}>
          <strong className="bad">{outOfOrder}</strong>
        </Fact>
      )}
      <Fact name={SHEET.commit}>
        <code>{release.commit}</code>
        {release.dirty ? <strong className="bad"> {SHEET.dirty}</strong> : null}
      </Fact>
      <Fact name={SHEET.authors}>{authors.join(', ') || SHEET.noAuthors}</Fact>
      {beside === undefined ? null : (
        <>
          <Fact name={SHEET.commits}>
            {beside.commits.length === 0 ? (
              SHEET.commitsUnknown
            ) : (
              <List>
                {beside.commits.map(({ commit, author, subject }) => (
                  <Fragment key={commit}>
                    <code className="quiet">{commit.slice(0, 10)}</code> {subject}{' '}
                    <span className="quiet small">{author}</span>
                  </Fragment>
                ))}
              </List>
            )}
          </Fact>
          <Fact name={SHEET.configuration}>
            {beside.configChanges.length === 0 ? (
              SHEET.unchanged
            ) : (
              <List>{beside.configChanges.map((change) => configChangeText(change))}</List>
            )}
          </Fact>
        </>
      )}
      <Fact name={SHEET.migrations}>
        {migrations === 'none' ? SHEET.none : <strong className="bad">{migrations}</strong>}
      </Fact>
      {release.artifacts.map(({ name, digest }) => (
        <Fact key={name} name={name}>
          <code className="small">{digest}</code>
        </Fact>
      ))}
    </Part>
  );
}

function Gates({ request: { question } }: OfRequest) {
  const { strategy, bake, triggers } = question.plan;
  return (
    <Part title={SHEET.gates}>
      <Fact name="">{strategyText(strategy)}</Fact>
      {strategy.stages.map(({ gates }, index) =>
        gates.length === 0 ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: stages keep their order.
          <Fact key={index} name={`${index + 1}`}>
            <code>{gates.map(gateText).join(' · ')}</code>
          </Fact>
        ),
      )}
      {bake.gates.length === 0 ? null : (
        <Fact name={SHEET.bake}>
          <code>{bake.gates.map(gateText).join(' · ')}</code>
        </Fact>
      )}
      <Fact name={SHEET.triggers}>
        <code>{triggers.map(gateText).join(' · ')}</code>
      </Fact>
    </Part>
  );
}

function WayBack({ request: { question } }: OfRequest) {
  const { plan, certificate } = question;
  const { rollbackTarget, limits } = plan;
  return (
    <Part title={SHEET.back2}>
      <Fact name={SHEET.backTo}>
        {rollbackTarget.kind === 'release' ? (
          <>
            <strong>{rollbackTarget.version}</strong>{' '}
            <code className="small quiet">{rollbackTarget.artifactDigests[0]?.slice(0, 19)}…</code>
          </>
        ) : (
          <strong className="bad">{SHEET.firstRelease}</strong>
        )}
      </Fact>
      <Fact name={SHEET.rehearsed}>
        {SHEET.rehearsedText(
          took(certificate.forward / 1_000),
          took(certificate.back / 1_000),
          took(certificate.forwardAgain / 1_000),
        )}
      </Fact>
      <Fact name={SHEET.target}>{formatDuration(limits.targetTime)}</Fact>
    </Part>
  );
}

function Unknowns({ request }: OfRequest) {
  const unknown = unknownsOf(request);
  return (
    <Part title={SHEET.unknown}>
      {unknown.length === 0 ? <Fact name="">{SHEET.nothingUnknown}</Fact> : null}
      {unknown.map(([name, why]) => (
        <Fact key={name} name={name}>
          <strong className="bad">{why}</strong>
        </Fact>
      ))}
    </Part>
  );
}

function WhoAnswers({ request }: OfRequest) {
  const { question, beside, requester, agentOwner } = request;
  const { approvers, count } = question.plan.policy.productionPromotion;
  return (
    <Part title={SHEET.who}>
      <Fact name={SHEET.askedBy}>{agentOwner === null ? requester : SHEET.askedFor(requester, agentOwner)}</Fact>
      <Fact name={SHEET.named}>{SHEET.needed(approvers.join(', '), count)}</Fact>
      {beside === undefined ? null : (
        <>
          <Fact name={SHEET.couldAnswer}>{beside.mayApprove.join(', ') || SHEET.nobody}</Fact>
          <Fact name={SHEET.policy}>
            <List>{standingLines(beside.policy)}</List>
          </Fact>
          {beside.changedSince.length === 0 ? null : (
            <Fact name={SHEET.changedSince}>
              <List>{beside.changedSince.map(planDifferenceText)}</List>
            </Fact>
          )}
        </>
      )}
    </Part>
  );
}

/** What agents and others said beside it: closed until somebody opens it, each under whose words they are. */
function StatementBoxes({ request: { beside, question } }: OfRequest) {
  return (beside?.statements ?? []).map((said) => (
    <details className="panel others" key={said.number}>
      <summary>
        {statementLabel(said)}
        {said.planDigest === question.planDigest ? '' : ' (about another plan)'}
      </summary>
      <pre>{said.text}</pre>
    </details>
  ));
}

/** Free text of whoever asked. It is no evidence, so it stays closed until somebody opens it. */
function WordsOfOthers({
  request: { requester, agentOwner },
  view: { reason, ticket },
}: OfRequest & Pick<SheetProps, 'view'>) {
  const text = [reason, ticket === null ? '' : `${SHEET.ticket}: ${ticket}`].filter((one) => one !== '').join('\n');
  if (text === '') return null;
  return (
    <details className="panel others">
      <summary>{agentOwner === null ? SHEET.othersWords(requester) : SHEET.agentsWords(requester)}</summary>
      <pre>{text}</pre>
    </details>
  );
}

const List = ({ children }: { readonly children: readonly ReactNode[] }) => (
  <ul className="lines">
    {children.map((child, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines of a sheet keep their order.
      <li key={index}>{child}</li>
    ))}
  </ul>
);
