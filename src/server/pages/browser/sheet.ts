import type { DeploymentView } from '../../../api/view.ts';
import type { ApprovalRequest } from '../../../approval/request.ts';
import type { CheckResult } from '../../../core/deployment/evidence.ts';
import { gateText } from '../../../core/gate/text.ts';
import { formatDuration, milliseconds } from '../../../core/kernel/duration.ts';
import { formatWeight } from '../../../core/kernel/weight.ts';
import { configChangeText } from '../../../core/plan/config-changes.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import { strategyText } from '../../../core/strategy/strategy-text.ts';
import { type Content, el } from './show.ts';

/** What is put before a person, from what will be signed; what is not signed is marked so. */
export function sheet(request: ApprovalRequest, view: DeploymentView): HTMLElement {
  const { plan, evidence, certificate } = request.question;
  return el(
    'div',
    { class: 'sheet' },
    part('Why it is asked', ...contextRows(request)),
    part(
      'Difference',
      row(
        'Version',
        `${plan.rollbackTarget.kind === 'release' ? plan.rollbackTarget.version : 'nothing'} → ${plan.release.version}`,
      ),
      row(
        'Commit',
        plan.release.commit,
        plan.release.dirty ? el('strong', { class: 'bad' }, ' with uncommitted changes') : null,
      ),
      row('Authors', request.authors.join(', ') || 'none are known'),
      ...changeRows(request),
      row('Migrations', plan.migrations === 'none' ? 'none' : el('strong', { class: 'bad' }, plan.migrations)),
    ),
    part(
      'Artifacts, by digest',
      ...plan.release.artifacts.map(({ name, digest }) => row(name, el('code', {}, digest))),
    ),
    part('Who is affected', ...blastRows(plan)),
    part('Gates and triggers', ...gateRows(plan)),
    part('What was tested', ...evidence.checks.map(checkRow), ...untestedRows(evidence.checks)),
    part(
      'If it goes bad',
      row(
        'Back to',
        plan.rollbackTarget.kind === 'release'
          ? plan.rollbackTarget.version
          : el('strong', { class: 'bad' }, 'nothing: it is taken out of service and users get 503'),
      ),
      row(
        'Rehearsed on staging',
        `forward ${lasting(certificate.forward)}, back ${lasting(certificate.back)}, forward ${lasting(certificate.forwardAgain)}`,
      ),
      row('Must be back within', lasting(plan.limits.targetTime)),
    ),
    part('Unknown', ...unknownRows(request)),
    part(
      'Who answers',
      row(
        'Asked by',
        request.agentOwner === null ? request.requester : `${request.requester} for ${request.agentOwner}`,
      ),
      ...whoRows(request),
    ),
    wordsOfOthers(request, view),
    el('p', { class: 'quiet', id: 'end-of-sheet' }, 'End of what you sign.'),
  );
}

const lasting = (span: number): string => formatDuration(milliseconds(Math.max(0, span)));

function part(title: string, ...rows: readonly (HTMLElement | null)[]): HTMLElement | null {
  const shown = rows.filter((one) => one !== null);
  return shown.length === 0 ? null : el('section', {}, el('h2', {}, title), el('dl', {}, ...shown));
}

const row = (label: string, ...contents: readonly Content[]): HTMLElement =>
  el('div', {}, el('dt', {}, label), el('dd', {}, ...contents));

function contextRows({ question }: ApprovalRequest): readonly HTMLElement[] {
  const { context, checkpoint } = question;
  const until = 'deadline' in context ? [row('Answer before', new Date(context.deadline).toLocaleString())] : [];
  if ('verdict' in context) {
    const gates = context.verdict.gates.map(({ gate, state }) => row(gate, state));
    return [row('The numbers', `${context.verdict.state}: ${context.verdict.reason}`), ...gates, ...until];
  }
  if ('cause' in context) return [row('It was rolled back', `${context.cause.kind}: ${context.cause.text}`)];
  if ('redSince' in context) return [row('Red since', new Date(context.redSince).toLocaleString())];
  if ('heldSince' in context) return [row('Approvals ran out', new Date(context.heldSince).toLocaleString())];
  return [row('Checkpoint', checkpoint), ...until];
}

function changeRows({ beside }: ApprovalRequest): readonly HTMLElement[] {
  if (beside === undefined) return [];
  const commits = beside.commits.map(({ commit, author, subject }) =>
    el('li', {}, el('code', {}, commit.slice(0, 12)), ` ${subject} `, el('span', { class: 'quiet' }, author)),
  );
  const keys = beside.configChanges.map((change) => el('li', {}, configChangeText(change)));
  return [
    row('Commits', commits.length === 0 ? 'not known' : el('ul', {}, ...commits)),
    row('Configuration', keys.length === 0 ? 'unchanged' : el('ul', {}, ...keys)),
  ];
}

function blastRows({ strategy, bake }: Plan): readonly HTMLElement[] {
  const stages = strategy.stages.map(({ weight, duration }) =>
    el(
      'li',
      {},
      `${formatWeight(weight)} of the requests${duration === null ? '' : ` for ${formatDuration(duration)}`}`,
    ),
  );
  return [
    row('How', strategyText(strategy)),
    row('Stages', el('ol', {}, ...stages)),
    row('Bake', formatDuration(bake.duration)),
  ];
}

function gateRows({ strategy, bake, triggers }: Plan): readonly HTMLElement[] {
  const stages = strategy.stages.flatMap(({ gates }, index) =>
    gates.length === 0 ? [] : [row(`Stage ${index + 1}`, gates.map(gateText).join(' · '))],
  );
  return [
    ...stages,
    ...(bake.gates.length === 0 ? [] : [row('Bake', bake.gates.map(gateText).join(' · '))]),
    row('Back by itself when', triggers.map(gateText).join(' · ')),
  ];
}

function checkRow({ kind, passed, suites, problem }: CheckResult): HTMLElement {
  const total = suites.reduce((sum, suite) => sum + suite.total, 0);
  const good = suites.reduce((sum, suite) => sum + suite.passed, 0);
  const text = `${passed ? 'passed' : 'failed'}${total === 0 ? '' : `, ${good} of ${total}`}`;
  return row(kind, passed ? text : el('strong', { class: 'bad' }, `${text}${problem === null ? '' : `: ${problem}`}`));
}

function untestedRows(checks: readonly CheckResult[]): readonly HTMLElement[] {
  const kinds = ['smoke', 'integration', 'performance', 'security'] as const;
  const missing = kinds.filter((kind) => !checks.some((check) => check.kind === kind));
  return missing.length === 0 ? [] : [row('Not tested', el('strong', { class: 'bad' }, missing.join(', ')))];
}

/** What nobody looked up, or could not: silence here would read as "fine". */
function unknownRows({ beside, power, question }: ApprovalRequest): readonly HTMLElement[] {
  const rows = [
    beside === undefined ? ['Commits and windows', 'cannot be inspected'] : null,
    beside !== undefined && beside.forecast.unknown !== null ? ['Windows', beside.forecast.unknown] : null,
    power !== null && power.kind === 'unknown' ? ['Whether the gates can be proven', power.why] : null,
    question.checkpoint === 'production-promotion' && power === null
      ? ['Whether the gates can be proven', 'was not worked out']
      : null,
  ];
  return rows.flatMap((one) => (one === null ? [] : [row(one[0] ?? '', el('strong', { class: 'bad' }, one[1] ?? ''))]));
}

function whoRows({ beside, question }: ApprovalRequest): readonly HTMLElement[] {
  const { approvers, count } = question.plan.policy.productionPromotion;
  const named = row('Named by the policy', `${approvers.join(', ')} · ${count} needed`);
  return beside === undefined ? [named] : [named, row('Could answer now', beside.mayApprove.join(', ') || 'nobody')];
}

/** Free text of whoever asked. It is no evidence, so it stays closed until somebody opens it. */
function wordsOfOthers({ requester }: ApprovalRequest, { reason, ticket }: DeploymentView): HTMLElement | null {
  const text = [reason, ticket === null ? '' : `Ticket: ${ticket}`].filter((one) => one !== '').join('\n');
  if (text === '') return null;
  return el(
    'details',
    {},
    el('summary', {}, `In the words of ${requester}: not checked, not evidence`),
    el('pre', {}, text),
  );
}
