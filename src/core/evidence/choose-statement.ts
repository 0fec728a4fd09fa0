import { FROM_REGISTRY, requirementText, type StatementRequirement } from '../unit/verification.ts';
import type { EntryResult } from './entry-evidence.ts';
import { refuseStatement } from './judge-statement.ts';
import type { Freshness, Shipped } from './shipped.ts';
import type { SignedStatement, StatementSearch, UnfitStatement } from './statement.ts';

type Chosen = Extract<EntryResult, { kind: 'statement' }>;

/** Statements of earlier commits lie about everywhere: what is wrong with one of this commit tells more. */
const ELSEWHERE = ['statement-for-another-commit', 'statement-for-other-artifacts', 'provenance-of-another-commit'];

/** Picks the newest statement that shows what a requirement asks for, or says why the nearest one does not. */
export function chooseStatement(
  requirement: StatementRequirement,
  { signed, unfit }: StatementSearch,
  shipped: Shipped,
  freshness: Freshness,
): Chosen {
  const newestFirst = [...signed].sort((one, other) => (other.madeAt ?? 0) - (one.madeAt ?? 0));
  const refused: UnfitStatement[] = [];
  for (const statement of newestFirst) {
    const refusal = refuseStatement(requirement, statement, shipped, freshness);
    if (refusal === null) return { kind: 'statement', accepted: statement };
    refused.push(unfitOf(statement, refusal));
  }
  const nearest = refused.find(({ code }) => !ELSEWHERE.includes(code)) ?? refused[0] ?? unfit[0];
  return { kind: 'statement', accepted: null, unfit: nearest ?? missing(requirement, shipped) };
}

const unfitOf = (
  { file }: SignedStatement,
  { code, message, remedy }: Omit<UnfitStatement, 'file'>,
): UnfitStatement => ({
  file,
  code,
  message,
  remedy,
});

function missing(requirement: StatementRequirement, { commit }: Shipped): UnfitStatement {
  const { from } = requirement;
  if (from === FROM_REGISTRY) {
    return {
      file: from,
      code: 'statement-missing',
      message: `There is no statement ${requirementText(requirement)} beside the artifacts in the registry`,
      remedy: 'Let CI sign one and attach it to the artifact by its digest: docs/how-to/evidence-from-ci.md',
    };
  }
  return {
    file: from,
    code: 'statement-missing',
    message: `There is no statement ${requirementText(requirement)} in ${from}`,
    remedy: `Let CI sign one for ${commit} and put it there: plimsoll evidence sign --help`,
  };
}
