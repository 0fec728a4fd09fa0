import type { Question } from '../../approval/question.ts';
import { questionDigests } from '../../approval/question.ts';
import type { ApprovalRequest } from '../../approval/request.ts';
import { planCode } from '../../approval/word-code.ts';
import { formatDuration } from '../../core/kernel/duration.ts';
import { formatWeight } from '../../core/kernel/weight.ts';
import type { Plan } from '../../core/plan/plan.ts';

const line = (label: string, text: string): string => `  ${label.padEnd(15)} ${text}`;

/** The sheet a person reads before answering a checkpoint: made from the values whose digests are signed, and nothing else. */
export function sheetText(request: ApprovalRequest): string {
  const { question, requester, agentOwner, authors } = request;
  const { plan } = question;
  const digests = questionDigests(question);
  const asked = agentOwner === null ? requester : `${requester} for ${agentOwner}`;
  return [
    `${headline(question)}       ${question.deploymentId} · plan ${digests.planDigest.slice(7, 13)}`,
    line('Plan code', planCode(digests.planDigest)),
    line('Plan digest', digests.planDigest),
    line('Asked by', `${asked}${authors.length === 0 ? '' : `; commits by ${authors.join(', ')}`}`),
    ...(plan.demo ? [line('DEMO', 'the environment is marked demo: the labelled demo approver may answer')] : []),
    line('Evidence', evidenceText(question)),
    line('Changes', changesText(plan)),
    line('Stages', stagesText(plan)),
    line('If it goes bad', rollbackText(question)),
    ...contextLines(question),
  ].join('\n');
}

function headline({ checkpoint, plan }: Question): string {
  const from = plan.rollbackTarget.kind === 'release' ? `${plan.rollbackTarget.version} → ` : '';
  const what = `${plan.unit} ${from}${plan.release.version} on ${plan.environment}`;
  if (checkpoint === 'production-promotion') return `APPROVE? ${what}`;
  return checkpoint === 'ambiguous-metrics'
    ? `PROCEED ALTHOUGH AMBIGUOUS? ${what}`
    : `ANSWER FOR THE ROLLBACK? ${what}`;
}

function evidenceText({ evidence }: Question): string {
  return evidence.checks
    .map((check) => {
      const total = check.suites.reduce((sum, suite) => sum + suite.total, 0);
      const passed = check.suites.reduce((sum, suite) => sum + suite.passed, 0);
      return `${check.kind} ${total > 0 ? `${passed}/${total}` : check.passed ? 'passed' : 'failed'}`;
    })
    .join(', ');
}

function changesText({ release, migrations }: Plan): string {
  const artifacts = release.artifacts.map((one) => `${one.name} ${one.digest.slice(0, 19)}…`).join(', ');
  return `commit ${release.commit.slice(0, 12)}${release.dirty ? ' WITH UNCOMMITTED CHANGES' : ''} · ${artifacts} · migrations: ${migrations}`;
}

function stagesText({ strategy, bake }: Plan): string {
  const stages = strategy.stages.map(
    (stage) =>
      `${formatWeight(stage.weight)}${stage.duration === null ? '' : ` for ${formatDuration(stage.duration)}`}`,
  );
  return `${stages.join(' · ')} · bake ${formatDuration(bake.duration)}`;
}

function rollbackText({ plan, certificate }: Question): string {
  const rehearsed = `rehearsed ${(certificate.back / 1_000).toFixed(1)} s (target ${formatDuration(plan.limits.targetTime)})`;
  return plan.rollbackTarget.kind === 'release'
    ? `automatic back to ${plan.rollbackTarget.version}, ${rehearsed}`
    : `FIRST RELEASE: it is taken out of service and users get 503, ${rehearsed}`;
}

function contextLines({ context }: Question): readonly string[] {
  if ('verdict' in context) return context.verdict.gates.map((gate) => line(gate.gate, gate.text));
  return 'cause' in context ? [line('Cause', `${context.cause.kind}: ${context.cause.text}`)] : [];
}
