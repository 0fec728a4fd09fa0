import type { DeploymentEvent } from '../../core/deployment/event.ts';
import type { CheckResult } from '../../core/deployment/evidence.ts';
import type { Phase } from '../../core/deployment/state.ts';
import type { EventLine } from '../event-line.ts';
import { took } from './amount.ts';

/** The stretches of a deployment's life that people see, in their order. */
export const CHAPTERS = [
  'Packaging',
  'Staging',
  'Validating',
  'Rehearsing',
  'Approval',
  'Rolling out',
  'Baking',
  'Rolling back',
] as const;
export type Chapter = (typeof CHAPTERS)[number];

/** One stretch: when it was, how it ended, and what is worth keeping of it. */
export interface Passage {
  readonly chapter: Chapter;
  /** Milliseconds since 1970, on the control plane's clock. */
  readonly began: number;
  /** Null while it is under way. */
  readonly ended: number | null;
  readonly outcome: 'under-way' | 'good' | 'bad' | 'stopped';
  readonly facts: readonly string[];
}

/** A deployment's life so far, told from its events. */
export interface Story {
  readonly phase: Phase;
  readonly passages: readonly Passage[];
  /** The check that ended it, with what it printed last; null when none did. */
  readonly failedCheck: CheckResult | null;
}

/** Before the first event. */
export const NO_STORY: Story = { phase: 'packaging', passages: [], failedCheck: null };

const OF_PHASE: Readonly<Partial<Record<Phase, Chapter>>> = {
  packaging: 'Packaging',
  'deploying-to-staging': 'Staging',
  validating: 'Validating',
  rehearsing: 'Rehearsing',
  'awaiting-approval': 'Approval',
  'rolling-out': 'Rolling out',
  baking: 'Baking',
  'rolling-back': 'Rolling back',
  'rollback-failed': 'Rolling back',
};

/** In which chapter a phase lies; undefined for those in which nothing is done. */
export const chapterOf = (phase: Phase): Chapter | undefined => OF_PHASE[phase];

/** The story after one more event. */
export function tell(story: Story, line: EventLine): Story {
  const event = { type: line.type, ...(line.body as object) } as DeploymentEvent;
  const at = Date.parse(line.time);
  const phase = phaseAfter(event) ?? story.phase;
  // Everything after packaging is done again.
  const before = event.type === 'DeploymentReturned' ? [] : story.passages;
  const noted = noteFact(before, factOf(event, story));
  const outcome = outcomeOf(event);
  const passages = phase === story.phase && before.length > 0 ? noted : turned(noted, phase, at, outcome);
  const failedCheck = event.type === 'DeploymentStopped' ? event.result : story.failedCheck;
  return { phase, passages, failedCheck };
}

/** The phase that an event leads into; undefined when it stays in its own. */
function phaseAfter(event: DeploymentEvent): Phase | undefined {
  switch (event.type) {
    case 'DeploymentOpened':
    case 'DeploymentReturned':
      return 'packaging';
    case 'DeploymentQueued':
    case 'PromotionApproved':
      return 'queued';
    case 'StagingStarted':
      return 'deploying-to-staging';
    case 'StagingReady':
      return 'validating';
    case 'StagingValidated':
      return 'rehearsing';
    case 'RehearsalPassed':
    case 'ApprovalRequested':
      return 'awaiting-approval';
    case 'DeploymentStopped':
      return event.ending;
    case 'PromotionStarted':
      return 'rolling-out';
    case 'ProductionDeployed':
      return 'baking';
    case 'DeploymentCompleted':
      return 'completed';
    case 'RestorationOpened':
    case 'RollbackStarted':
    case 'TrafficReturned':
      return 'rolling-back';
    case 'RolledBack':
      return 'rolled-back';
    case 'DeploymentClosed':
      return 'closed';
    default:
      return undefined;
  }
}

function outcomeOf(event: DeploymentEvent): Exclude<Passage['outcome'], 'under-way'> {
  if (event.type === 'RollbackStarted') return 'bad';
  if (event.type !== 'DeploymentStopped') return 'good';
  return event.ending === 'packaging-failed' || event.ending === 'staging-failed' ? 'bad' : 'stopped';
}

/** The passage under way is over, and that of the next phase begins. */
function turned(
  passages: readonly Passage[],
  phase: Phase,
  at: number,
  outcome: Exclude<Passage['outcome'], 'under-way'>,
): readonly Passage[] {
  const chapter = chapterOf(phase);
  const last = passages.at(-1);
  if (last?.outcome === 'under-way' && last.chapter === chapter) return passages;
  const over = passages.map((one): Passage => (one.outcome === 'under-way' ? { ...one, ended: at, outcome } : one));
  return chapter === undefined ? over : [...over, { chapter, began: at, ended: null, outcome: 'under-way', facts: [] }];
}

const noteFact = (passages: readonly Passage[], fact: string | undefined): readonly Passage[] =>
  fact === undefined
    ? passages
    : passages.map((one, index) =>
        index === passages.length - 1 && !one.facts.includes(fact) ? { ...one, facts: [...one.facts, fact] } : one,
      );

const seconds = (duration: number): string => took(duration / 1_000);

/** What of an event is worth keeping once its phase is folded away. */
function factOf(event: DeploymentEvent, story: Story): string | undefined {
  switch (event.type) {
    case 'ArtifactsBuilt':
      return `${event.release.artifacts.length === 1 ? '1 artifact' : `${event.release.artifacts.length} artifacts`} pushed`;
    case 'CheckPassed':
    case 'BakeSmokePassed':
      return checkFact(event.result);
    case 'StagingReady':
      return 'STAGING_READY';
    case 'RehearsalPassed': {
      const { forward, back, forwardAgain } = event.certificate;
      return `forward ${seconds(forward)}, back ${seconds(back)}, forward ${seconds(forwardAgain)}`;
    }
    case 'ApprovalGranted': {
      const { approver, kind, reason } = event.approval;
      return `${approver} (${kind})${reason === '' ? '' : ` “${reason}”`}`;
    }
    case 'DeploymentStopped':
      return story.passages.length === 0 ? undefined : event.problem;
    case 'ProductionDeployed':
      return 'PRODUCTION_DEPLOYED';
    case 'DeploymentCompleted':
      return 'DEPLOYMENT_COMPLETE';
    case 'RollbackStarted':
      return event.cause.text;
    case 'TrafficReturned':
      return 'traffic back';
    case 'StableVerified':
      return 'stable verified';
    default:
      return undefined;
  }
}

function checkFact({ kind, suites, passed }: CheckResult): string {
  const total = suites.reduce((sum, suite) => sum + suite.total, 0);
  const good = suites.reduce((sum, suite) => sum + suite.passed, 0);
  return total === 0 ? `${kind} ${passed ? 'passed' : 'failed'}` : `${kind} ${good}/${total}`;
}
