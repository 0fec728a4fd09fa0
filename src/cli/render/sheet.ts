import { planCode } from '../../approval/plan-code.ts';
import { type Question, questionDigests } from '../../approval/question.ts';
import type { ApprovalRequest } from '../../approval/request.ts';
import { entryLines } from '../../core/evidence/entry-text.ts';
import { instant } from '../../core/kernel/instant.ts';
import { configChangeText } from '../../core/plan/config-changes.ts';
import { statementLabel } from '../../core/statement/said.ts';
import { strategyText } from '../../core/strategy/strategy-text.ts';
import { originLines, sbomLines } from '../../core/unit/artifact-text.ts';
import { powerLines } from '../../core/verdict/power/power-text.ts';
import { evidenceLines, optionLines } from './ambiguity.ts';
import { approversText, besideLines, commitCount, commitLines, forecastText, plural } from './beside-plan.ts';
import { timeOfDay } from './moment.ts';
import { changesText, recommendationText, rollbackText, type Seen, stagesText } from './sheet-facts.ts';
import { BANNER } from './trust.ts';

/** One line of a sheet; several have no label, and go on where the one before ended. */
export interface SheetLine {
  readonly label: string;
  readonly text: string;
}

/** What a person reads before answering a checkpoint: the same on a terminal and in `-o json`. */
export interface Sheet {
  readonly title: string;
  readonly deploymentId: string;
  readonly planDigest: string;
  /** Six words of the plan's digest, to compare with another screen. */
  readonly planCode: string;
  /** When the question closes by itself; null when it has no end. */
  readonly expires: string | null;
  readonly lines: readonly SheetLine[];
  /** The ways to answer that exist here. */
  readonly answers: readonly string[];
}

/** The sheet for an open checkpoint. What is signed is computed here from the values themselves; times and forecasts are shown beside it. */
export function sheetOf(request: ApprovalRequest, seen: Seen): Sheet {
  const { question, requester, agentOwner, power } = request;
  const { planDigest } = questionDigests(question);
  const asked = agentOwner === null ? requester : `${requester} for ${agentOwner}`;
  const deadline = 'deadline' in question.context ? question.context.deadline : null;
  return {
    title: titleOf(question),
    deploymentId: question.deploymentId,
    planDigest,
    planCode: planCode(planDigest),
    expires: deadline === null ? null : new Date(deadline).toISOString(),
    lines: [
      ...one('DEMO', question.plan.demo ? 'a demo environment: the labelled demo approver may answer too' : ''),
      ...one('Plan code', planCode(planDigest)),
      ...one('Recommendation', recommendationText(question, seen)),
      ...verifiedLines(question, seen),
      ...contextLines(question, seen),
      ...changeLines(request),
      ...one('Strategy', question.checkpoint === 'production-promotion' ? strategyText(question.plan.strategy) : ''),
      ...one('Stages', stagesText(question, seen)),
      ...forecastLine(request, seen),
      ...(power === null || power === undefined ? [] : powerLines(power)).flatMap((text, at) =>
        one(at === 0 ? 'Power' : '', text),
      ),
      ...one('If it goes bad', rollbackText(question)),
      ...whoLines(request),
      ...one(
        'From the agent',
        seen.reason === '' || agentOwner === null ? '' : `“${seen.reason}”   (${requester}, not evidence)`,
      ),
      ...statementLines(request),
      ...one('Asked by', `${asked}${seen.reason === '' || agentOwner !== null ? '' : `: ${seen.reason}`}`),
      ...one('Level', seen.isIsolated === false && !question.plan.demo ? BANNER : ''),
      ...one('Plan digest', planDigest),
    ],
    answers: answersTo(question, seen),
  };
}

/** What was said beside it, line by line behind a bar: none of it can pass for a line of ours. */
function statementLines({ beside, question }: ApprovalRequest): readonly SheetLine[] {
  const { planDigest } = questionDigests(question);
  return (beside?.statements ?? []).flatMap((said) => [
    {
      label: 'Said beside it',
      text: `${statementLabel(said)}${said.planDigest === planDigest ? '' : ' (about another plan)'}`,
    },
    ...said.text.split(/\r\n|\r|\n/).map((text) => ({ label: '', text: `| ${text}` })),
  ]);
}

/** What was shown of the source, and by whom it was packaged; that nothing was asked for stands under what was not tested. */
function verifiedLines({ plan, evidence }: Question, { now }: Seen): readonly SheetLine[] {
  const lines = entryLines(plan.verification ?? [], evidence.entry, instant(Date.parse(now)));
  const signed = evidence.provenance?.length ?? 0;
  const packaged = signed === 0 ? [] : [`packaged here: ${plural(signed, 'signed provenance')}`];
  const { artifacts } = plan.release;
  return [
    ...originLines(artifacts).flatMap((text) => one('ORIGIN', text)),
    ...[...lines, ...packaged, ...sbomLines(artifacts)].flatMap((text, at) => one(at === 0 ? 'Verified' : '', text)),
  ];
}

/** What goes out, then each commit and configuration key, where they were looked up. */
function changeLines({ question, authors, beside }: ApprovalRequest): readonly SheetLine[] {
  const summary = changesText(question.plan, authors);
  const order = question.plan.outOfOrder;
  const why = order === undefined ? [] : one('OUT OF ORDER', `it does not follow what serves: ${order}`);
  if (beside === undefined || question.checkpoint !== 'production-promotion')
    return [...why, ...one('Changes', summary)];
  const { commits, configChanges } = beside;
  const count = commits.length === 0 ? '' : `${commitCount(commits)} · `;
  const keys = `${plural(configChanges.length, 'config key')} · `;
  return [
    ...why,
    ...one('Changes', `${count}${keys}${summary}`),
    ...commitLines(commits).flatMap((text) => one('', text)),
    ...configChanges.flatMap((change) => one('', configChangeText(change))),
  ];
}

function forecastLine({ question, beside }: ApprovalRequest, { zone, now }: Seen): readonly SheetLine[] {
  if (beside === undefined || question.checkpoint !== 'production-promotion') return [];
  return one('Windows', forecastText(beside.forecast, zone, now));
}

function whoLines({ question, beside }: ApprovalRequest): readonly SheetLine[] {
  if (beside === undefined || question.checkpoint !== 'production-promotion') return [];
  const { approvers, count } = question.plan.policy.productionPromotion;
  return [
    ...one('Approvers', approversText(approvers, count, beside.mayApprove)),
    ...besideLines(beside).map(([label, text]) => ({ label, text })),
  ];
}

/** The sheet as text, its lines in the order of the page. */
export function sheetText(sheet: Sheet, { zone, now }: Pick<Seen, 'zone' | 'now'>): string {
  const expires = sheet.expires === null ? '' : ` · expires ${timeOfDay(sheet.expires, zone, now)}`;
  return [
    `${sheet.title}       ${sheet.deploymentId} · plan ${sheet.planDigest.slice(7, 13)}${expires}`,
    ...sheet.lines.map(({ label, text }) => `  ${label.padEnd(15)} ${text}`),
    `  ${sheet.answers.join(' · or: ')}`,
  ].join('\n');
}

const one = (label: string, text: string): readonly SheetLine[] => (text === '' ? [] : [{ label, text }]);

function titleOf({ checkpoint, plan }: Question): string {
  const from = plan.rollbackTarget.kind === 'release' ? `${plan.rollbackTarget.version} → ` : '';
  const what = `${plan.unit} ${from}${plan.release.version} on ${plan.environment}`;
  if (checkpoint === 'production-promotion') return `APPROVE? ${what}`;
  if (checkpoint === 'environment-red') return `FIX FORWARD ON A RED ENVIRONMENT? ${what}`;
  return checkpoint === 'ambiguous-metrics'
    ? `PROCEED ALTHOUGH AMBIGUOUS? ${what}`
    : `ANSWER FOR THE ROLLBACK? ${what}`;
}

function contextLines({ context, plan }: Question, seen: Seen): readonly SheetLine[] {
  if ('verdict' in context) return [...evidenceLines(context), ...optionLines(plan, context, seen)];
  if (context.phase === 'queued') return redLines(context);
  return 'cause' in context ? one('Cause', `${context.cause.kind}: ${context.cause.text}`) : [];
}

const redLines = ({ redSince }: { readonly redSince: number }): readonly SheetLine[] =>
  one(
    'Red since',
    `${new Date(redSince).toISOString()}: what serves is outside its own gates; signed, this release goes there all the same`,
  );

function answersTo({ checkpoint, environment, deploymentId }: Question, { page }: Seen): readonly string[] {
  const byPasskey = page === undefined ? [] : [`passkey at ${page}`];
  switch (checkpoint) {
    case 'production-promotion':
      return [
        `Type ${environment}, then sign with your approver key`,
        ...byPasskey,
        `plimsoll reject ${deploymentId} --reason TEXT`,
      ];
    case 'environment-red':
      return ['Sign with your approver key', ...byPasskey, `plimsoll abort ${deploymentId} --reason TEXT`];
    case 'ambiguous-metrics':
      return ['Sign with your approver key', ...byPasskey, `plimsoll decide ${deploymentId} rollback`];
    case 'after-rollback':
      return ['Sign with your approver key', ...byPasskey];
  }
}
