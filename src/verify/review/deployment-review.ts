import { recheckApproval } from '../../approval/verify.ts';
import type { DeploymentEvent } from '../../core/deployment/event.ts';
import type { Evidence, RollbackCertificate } from '../../core/deployment/evidence.ts';
import type { Opening } from '../../core/deployment/opening.ts';
import type { VerifiedApproval } from '../../core/guard/verified-approval.ts';
import { instant } from '../../core/kernel/instant.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Calendar } from '../../core/window/window.ts';
import type { Entry } from '../../journal/chain.ts';
import { breakOfEntry, statementsIn } from './entry.ts';
import { breakOfGlass, type GlassGrounds } from './glass.ts';
import { breakOfR1, breakOfR2, breakOfR3, breakOfR4, breakOfR9, digestOf, type Grounds } from './rules.ts';
import { Shown } from './shown.ts';
import { refuseOthers } from './signers.ts';
import { inForce, type SlotFacts } from './slot-facts.ts';
import { BEFORE, VOIDED } from './steps.ts';
import { type Broken, refuseReuse, SKEW, type World } from './world.ts';

/** An approval as it stands in a record. */
export interface ApprovalFound {
  readonly seq: number;
  readonly approver: string;
  readonly checkpoint: string;
  readonly decision: string;
  readonly statementDigest: string;
}

/** What a deployment's review asks of the places around it. */
export interface Surroundings {
  readonly world: World;
  readonly slot: (unit: string, environment: string) => SlotFacts;
  /** Statement digests of every approval that was found good so far. */
  readonly approved: Set<string>;
}

/** Follows one deployment and works its rules out anew at every step towards production. */
export class DeploymentReview {
  readonly approvals: ApprovalFound[] = [];
  readonly #around: Surroundings;
  readonly #done = new Set<string>();
  #opening: Opening | undefined;
  #plan: Plan | undefined;
  #planDigest = '';
  #calendar: Calendar | undefined;
  #evidence: Evidence | undefined;
  #certificate: RollbackCertificate | undefined;
  #granted: VerifiedApproval[] = [];
  #stage = 0;
  #verdict = '';
  /** All but the time of the stage was proven when the judge spoke last. */
  #isProven = false;
  #glassAt = Number.POSITIVE_INFINITY;
  #isRollingBack = false;
  readonly #shown = new Shown();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  get id(): string {
    return this.#opening?.id ?? '';
  }

  /** The digest of its plan as sealed last; empty before. */
  get planDigest(): string {
    return this.#planDigest;
  }

  /** What enough people approved, and who they are; undefined before. */
  get approved(): { readonly plan: Plan; readonly by: readonly string[] } | undefined {
    const plan = this.#plan;
    if (plan === undefined || !this.#done.has('PromotionApproved')) return undefined;
    return { plan, by: this.#granted.map(({ approver }) => approver) };
  }

  take(entry: Entry): Broken {
    const event = { type: entry.type, ...(entry.body as object) } as DeploymentEvent;
    if ((this.#opening === undefined) !== (event.type === 'DeploymentOpened' || event.type === 'RestorationOpened')) {
      return this.#opening === undefined ? 'it goes on without having begun' : 'it begins twice';
    }
    const missing = BEFORE[event.type];
    if (missing !== undefined && !this.#done.has(missing))
      return `a step was skipped: ${event.type} without ${missing}`;
    const broken = this.#look(event, entry);
    this.#shown.take(event);
    this.#done.add(event.type);
    for (const voided of VOIDED[event.type] ?? []) this.#done.delete(voided);
    return broken;
  }

  #look(event: DeploymentEvent, entry: Entry): Broken {
    switch (event.type) {
      case 'DeploymentOpened':
        this.#opening = event.opening;
        this.#calendar = event.calendar;
        return entry.stream === `deployment/${event.opening.id}` ? undefined : 'it is recorded under another name';
      case 'RestorationOpened':
        return this.#restore(event);
      case 'CalendarRead':
        this.#calendar = event.calendar;
        return undefined;
      case 'PlanSealed':
        this.#plan = event.plan;
        this.#planDigest = event.planDigest;
        return digestOf(event.plan) === event.planDigest
          ? undefined
          : 'R2: the plan does not have the digest it was sealed with';
      case 'StagingValidated':
        this.#evidence = event.evidence;
        this.#around.world.outside.statements += statementsIn(event.evidence);
        return undefined;
      case 'RehearsalPassed':
        this.#certificate = event.certificate;
        return undefined;
      case 'DeploymentReturned':
      case 'ApprovalsVoided':
        this.#granted = [];
        return undefined;
      case 'ApprovalGranted':
        return this.#signed(event.approval, entry, 'production-promotion approve') ?? this.#grant(event.approval);
      case 'FixForwardGranted':
        return this.#signed(event.approval, entry, 'environment-red fix-forward');
      case 'DeploymentClosed':
        return this.#signed(event.approval, entry, 'after-rollback resolve');
      case 'DeploymentStopped':
        return event.approval === null
          ? undefined
          : this.#signed(event.approval, entry, `${event.approval.checkpoint} reject`);
      case 'PromotionApproved':
        return this.#with((grounds) => breakOfR2(grounds, event.at, inForce(grounds.slot)));
      case 'PromotionStarted':
        return this.#promote(event);
      case 'VerdictRecorded':
        this.#verdict = event.verdict.state;
        this.#isProven = event.verdict.state === 'collecting' && event.verdict.reason === 'min-duration';
        return undefined;
      case 'GlassBroken':
        this.#glassAt = event.effectiveAt;
        return breakOfGlass(event, entry, this.#glassGrounds());
      case 'CheckpointAnswered':
        return this.#answer(event, entry);
      case 'StageAdvanced':
        return this.#advance(event, entry);
      case 'ProductionDeployed':
        return this.#reachAll(event.at);
      case 'SettlingStarted':
        return this.#passed(event.at);
      case 'TrafficShifted':
        return this.#shift(event);
      case 'RollbackStarted':
        this.#isRollingBack = true;
        return undefined;
      default:
        return undefined;
    }
  }

  // R2 and R3 do not bind a way back; what it rests on must have been approved before.
  #restore(event: Extract<DeploymentEvent, { type: 'RestorationOpened' }>): Broken {
    this.#opening = event.opening;
    this.#plan = event.plan;
    this.#planDigest = event.planDigest;
    this.#evidence = event.evidence;
    this.#certificate = event.certificate;
    this.#isRollingBack = true;
    if (digestOf(event.plan) !== event.planDigest) return 'R2: the plan does not have the digest it was sealed with';
    const { everStable, stable } = this.#around.slot(event.opening.spec.name, event.opening.environment);
    if (event.approvals.some(({ statementDigest }) => !this.#around.approved.has(statementDigest))) {
      return 'R2: it rests on an approval that the record does not hold';
    }
    if (!everStable.has(event.rollbackRelease.id)) return 'R6: it brings back a release that never served here';
    return stable === event.release.id ? undefined : 'R6: it takes away a release that does not serve';
  }

  #grant(approval: VerifiedApproval): Broken {
    this.#granted.push(approval);
    return this.#with(() => undefined);
  }

  /** Everything that a signature names is what the record has at that place. */
  #otherThanShown(approval: VerifiedApproval, plan: Plan): Broken {
    const { stagingReportDigest, rollbackPlanDigest, policyDigest, contextDigest } = approval;
    const target = plan.rollbackTarget;
    if (stagingReportDigest !== digestOf(this.#evidence ?? null)) return 'R2: other staging evidence was approved';
    if (rollbackPlanDigest !== digestOf({ target, certificate: this.#certificate ?? null }))
      return 'R2: another way back was approved';
    if (policyDigest !== digestOf(plan.policy)) return 'R2: another policy was approved';
    return contextDigest === this.#shown.digestAt(approval.checkpoint)
      ? undefined
      : 'R2: the checkpoint was open for another reason than the one that was shown';
  }

  /** A signature that must answer this and nothing else. */
  #signed(approval: VerifiedApproval, entry: Entry, answer: `${string} ${string}`): Broken {
    const { world, approved } = this.#around;
    const [plan, opening] = [this.#plan, this.#opening];
    if (plan === undefined || opening === undefined) return 'R2: something was approved before there was a plan';
    if (approval.deploymentId !== this.id) return 'R2: the approval is for another deployment';
    if (`${approval.checkpoint} ${approval.decision}` !== answer) return `R2: the signature does not say ${answer}`;
    const refused = recheckApproval(approval, {
      trustList: world.trust,
      demoTrust: world.demoTrust,
      isDemo: plan.demo && !this.#slot(plan).servedForReal,
      controlPlaneId: world.controlPlaneId,
      planDigest: this.#planDigest,
      // It was verified a moment before it was recorded.
      proven: { isolation: world.isolation, at: instant(entry.at - SKEW) },
    });
    if (refused !== null) return `R2: ${refused.message}`;
    const unfit = this.#otherThanShown(approval, plan) ?? refuseOthers(approval, plan, opening);
    if (unfit !== undefined) return unfit;
    const { approver, checkpoint, decision, statementDigest } = approval;
    this.approvals.push({ seq: entry.seq, approver, checkpoint, decision, statementDigest });
    approved.add(statementDigest);
    return refuseReuse(approval, entry, world);
  }

  #promote({ at, health }: Extract<DeploymentEvent, { type: 'PromotionStarted' }>): Broken {
    this.#stage = 0;
    return this.#with(
      (grounds) =>
        breakOfR9(grounds) ??
        breakOfR1(grounds, at) ??
        breakOfEntry(grounds.plan, grounds.evidence, at) ??
        breakOfR4(grounds, health.rollbackTargetPresent, at) ??
        breakOfR2(grounds, at, inForce(grounds.slot)) ??
        breakOfR3(grounds, at),
    );
  }

  #advance({ to, approval, at }: Extract<DeploymentEvent, { type: 'StageAdvanced' }>, entry: Entry): Broken {
    const from = this.#stage;
    this.#stage = to;
    if (to !== from + 1) return `a step was skipped: stage ${to + 1} after stage ${from + 1}`;
    const isPassed = this.#passed(at);
    this.#endStage();
    if (approval === null) return isPassed ?? this.#with((grounds) => breakOfR2(grounds, at) ?? breakOfR3(grounds, at));
    return this.#signed(approval, entry, 'ambiguous-metrics proceed');
  }

  #reachAll(at: number): Broken {
    const stages = this.#plan?.strategy.stages ?? [];
    if (this.#stage !== stages.length - 1)
      return `a step was skipped: stage ${this.#stage + 1} of ${stages.length} is not the last`;
    const isTimed = stages[this.#stage]?.duration !== null;
    const broken = isTimed ? this.#passed(at) : undefined;
    this.#endStage();
    return broken;
  }

  #endStage(): void {
    this.#verdict = '';
    this.#isProven = false;
    this.#glassAt = Number.POSITIVE_INFINITY;
  }

  // R7: only a pass goes on by itself; anything else takes a person's word.
  #passed(at: number): Broken {
    if (this.#isProven && at >= this.#glassAt) return undefined;
    return this.#verdict === 'pass' || this.#verdict === 'person' ? undefined : 'R7: it went on without a pass';
  }

  #answer({ answer, by, approval }: Extract<DeploymentEvent, { type: 'CheckpointAnswered' }>, entry: Entry): Broken {
    if (by.kind !== 'person' || entry.proof !== 'signature') return 'R7: a checkpoint was not answered by a person';
    // To proceed to another stage is signed there.
    if (approval === undefined)
      return answer === 'proceed' ? undefined : `R7: ${answer} was answered without a signature`;
    if (answer === 'proceed') this.#verdict = 'person';
    return this.#signed(approval, entry, `ambiguous-metrics ${answer}`);
  }

  #shift({ traffic }: Extract<DeploymentEvent, { type: 'TrafficShifted' }>): Broken {
    if (this.#isRollingBack) return undefined;
    if (!this.#done.has('PromotionStarted')) return 'R2: traffic moved before the promotion began';
    const weight = this.#plan?.strategy.stages[this.#stage]?.weight ?? 0;
    const share = traffic.kind === 'split' ? traffic.candidate : 0;
    return share <= weight
      ? undefined
      : `a step was skipped: ${share / 10} % of traffic on a stage of ${weight / 10} %`;
  }

  #with(rule: (grounds: Grounds) => Broken): Broken {
    const [plan, evidence, certificate, calendar] = [this.#plan, this.#evidence, this.#certificate, this.#calendar];
    if (plan === undefined || calendar === undefined) return 'R2: there is no plan';
    if (evidence === undefined) return 'R1: there is no staging evidence';
    if (certificate === undefined) return 'R4: no rollback was rehearsed';
    const approvals = this.#granted;
    const opening = this.#opening;
    if (opening === undefined) return 'it goes on without having begun';
    const { id } = this;
    return rule({
      id,
      opening,
      plan,
      planDigest: this.#planDigest,
      evidence,
      certificate,
      approvals,
      calendar,
      slot: this.#slot(plan),
    });
  }

  #glassGrounds(): GlassGrounds | undefined {
    const [plan, opening] = [this.#plan, this.#opening];
    if (plan === undefined || opening === undefined) return undefined;
    const { world } = this.#around;
    return { world, id: this.id, plan, planDigest: this.#planDigest, opening, slot: this.#slot(plan) };
  }

  #slot({ unit, environment }: Plan): SlotFacts {
    return this.#around.slot(unit, environment);
  }
}
