import { type SaidStatement, statementLabel } from '../core/statement/said.ts';
import { type Block, foreign, paragraph, quote, section } from './document/block.ts';
import type { DeploymentRecord } from './record.ts';
import { momentIn, zoneOf } from './zone.ts';

/** What was said beside a deployment, each under a line of ours that says whose words it is; nothing where nobody said anything. */
export function statementSection(
  name: string,
  { statements = [], events }: DeploymentRecord,
  isMeant: (one: SaidStatement) => boolean,
  planDigest: string | null = null,
): readonly Block[] {
  const meant = statements.filter(isMeant);
  if (meant.length === 0) return [];
  const moment = momentIn(zoneOf(events));
  const blocks = meant.map((one) => {
    const isOlder = planDigest !== null && one.planDigest !== planDigest;
    const about = isOlder ? ', and said about another plan than this' : '';
    return quote([foreign(`${statementLabel(one)}; ${moment(one.at)}${about}`)], one.text);
  });
  return section(
    name,
    paragraph('Words of those who are named. Nothing here was checked, and nothing follows from it.'),
    ...blocks,
  );
}
