import { actSigner } from '../../approval/act/signer.ts';
import { ActStatement } from '../../approval/act/statement.ts';
import { readBundle } from '../../approval/bundle.ts';
import { type PolicyQuestion, policyDigest, verifyPolicyConsent } from '../../approval/policy-change.ts';
import { refuseForged } from '../../approval/signature.ts';
import { assuranceOf } from '../../approval/verify/assurance.ts';
import type { Signer } from '../../approval/verify/signer.ts';
import type { Drift, PersonHold, SlotEvent, StableRelease } from '../../core/environment/slot.ts';
import type { VerifiedAct } from '../../core/guard/verified-act.ts';
import { instant } from '../../core/kernel/instant.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';
import { canonical } from '../../core/plan/canonical.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { AdoptedPolicy } from '../../core/plan/policy/adopted.ts';
import type { Entry } from '../../journal/chain.ts';
import { digestOf, isAtLeast, isNamed, unfitOf } from './rules.ts';
import type { SlotFacts } from './slot-facts.ts';
import { type Broken, refuseReuse, SKEW, type World } from './world.ts';

/** What enough people approved of a deployment, and who they are; undefined before. */
export type ApprovedOf = (deployment: string) => { readonly plan: Plan; readonly by: readonly string[] } | undefined;

/** Follows one place: who holds it, what serves there, and the signatures under its policy and about it. */
export class SlotReview {
  readonly facts: SlotFacts = {
    holder: null,
    stable: null,
    servedForReal: false,
    everStable: new Set(),
    policy: null,
    signed: [],
  };
  readonly #world: World;
  #hold: PersonHold | null = null;
  #drift: Drift | null = null;
  #stable: StableRelease | null = null;
  readonly #approvedOf: ApprovedOf;

  constructor(world: World, approvedOf: ApprovedOf) {
    this.#world = world;
    this.#approvedOf = approvedOf;
  }

  take(entry: Entry): Broken {
    const event = { type: entry.type, ...(entry.body as object) } as SlotEvent;
    const { facts } = this;
    switch (event.type) {
      case 'SlotClaimed':
        if (facts.holder !== null && facts.holder !== event.deployment) {
          return `R9: ${event.deployment} took the place that ${facts.holder} holds`;
        }
        facts.holder = event.deployment;
        facts.servedForReal ||= !event.demo;
        return undefined;
      case 'SlotReleased':
      case 'SentToStable':
        if (facts.holder === event.deployment) facts.holder = null;
        return undefined;
      case 'EnvironmentClosed':
        this.#hold = { by: event.by, reason: event.reason, since: event.at };
        return undefined;
      case 'DriftFound':
        this.#drift = { differences: event.differences, since: event.at, acceptedBy: null };
        return undefined;
      case 'DriftGone':
        this.#drift = null;
        return undefined;
      case 'StableChanged':
        this.#stable = event.stable;
        this.#drift = null;
        facts.stable = event.stable?.release.id ?? null;
        if (facts.stable !== null) facts.everStable.add(facts.stable);
        return undefined;
      case 'PolicySigned':
        return this.#policySigned(entry, event);
      case 'PolicyAdopted':
        return this.#policyAdopted(event.policy);
      case 'EnvironmentReopened': {
        const broken = this.#act(entry, event.act, 'release', { act: 'release', hold: this.#hold });
        this.#hold = null;
        return broken;
      }
      case 'DriftAccepted': {
        const broken = this.#act(entry, event.act, 'accept-drift', { act: 'accept-drift', drift: this.#drift });
        if (this.#drift !== null) this.#drift = { ...this.#drift, acceptedBy: event.act.approver };
        return broken;
      }
      case 'ReleaseAdopted': {
        const { stable } = event;
        const broken = this.#act(entry, event.act, 'adopt', { act: 'adopt', proposal: stable });
        if (facts.stable !== null) return 'R9: what runs was adopted where something is recorded already';
        this.#stable = stable;
        facts.stable = stable.release.id;
        facts.everStable.add(facts.stable);
        facts.servedForReal = true;
        return broken;
      }
      default:
        return undefined;
    }
  }

  #policySigned(entry: Entry, event: Extract<SlotEvent, { type: 'PolicySigned' }>): Broken {
    const { protection, digest, version, signature } = event;
    const { policy, signed } = this.facts;
    if (policy === null) return 'R2: a change of policy was signed where none was in force';
    if (digest !== policyDigest(protection)) return 'R2: the signed policy has another digest';
    const { controlPlaneId, trust: trustList, demoTrust, isolation } = this.#world;
    const question: PolicyQuestion = { controlPlaneId, previous: policy.protection, next: protection, version };
    const bundle = Buffer.from(canonical(signature.bundle), 'utf8');
    const read = verifyPolicyConsent(bundle, question, { trustList, demoTrust, isolation }, instant(entry.at));
    if (isRefusal(read)) return `R2: a signature under the policy does not count: ${read.message}`;
    if (canonical(read) !== canonical(signature)) return 'R2: a signature under the policy is misquoted';
    const { approvers } = policy.protection.checkpoints.productionPromotion;
    if (!isNamed(signature, { approvers })) return `R2: ${signature.approver} may not sign a change of the policy`;
    this.facts.signed = [...signed, { digest, version, signature }];
    return undefined;
  }

  #policyAdopted(policy: AdoptedPolicy): Broken {
    const { policy: before } = this.facts;
    if (policy.version !== (before?.version ?? 0) + 1) return 'R2: the policy is not the next version';
    const broken = policy.deployment === null ? this.#signedFor(policy) : this.#cameWith(policy, policy.deployment);
    if (broken !== undefined) return broken;
    this.facts.policy = policy;
    this.facts.signed = [];
    return undefined;
  }

  // Only signatures under just this text count, by as many people as what it takes the place of asks for.
  #signedFor(policy: AdoptedPolicy): Broken {
    const { policy: before, signed } = this.facts;
    const digest = policyDigest(policy.protection);
    const by = signed
      .filter((one) => one.digest === digest && one.version === policy.version)
      .map(({ signature }) => signature.approver);
    const needed = Math.max(1, before?.protection.checkpoints.productionPromotion.count ?? 1);
    return new Set(by).size >= needed && isSame(policy.by, by)
      ? undefined
      : 'R2: the policy was adopted without the signatures that it needs';
  }

  // What is adopted with a deployment is what stood in the plan that people approved.
  #cameWith({ protection, by }: AdoptedPolicy, deployment: string): Broken {
    const approved = this.#approvedOf(deployment);
    if (approved === undefined || !isSame(by, approved.by)) {
      return 'R2: the policy was adopted without the signatures that it needs';
    }
    const { plan } = approved;
    const { healthTimeout, deploymentTimeout, targetTime, evidenceMaxAge } = plan.limits;
    const planned = {
      ...{ unit: plan.unit, environment: plan.environment, requires: plan.requires, demo: plan.demo },
      ...{ checkpoints: plan.policy, windows: plan.windows, triggers: plan.triggers },
      ...{ healthTimeout, deploymentTimeout, targetTime, evidenceMaxAge },
      ...{ underpowered: plan.judge.underpowered, schema: protection.schema },
      ...(plan.verification === undefined ? {} : { verification: plan.verification }),
    };
    return canonical(planned) === canonical(protection)
      ? undefined
      : 'R2: another policy was adopted than stood in the plan that was approved';
  }

  #act(entry: Entry, act: VerifiedAct, kind: VerifiedAct['act'], context: object): Broken {
    if (act.act !== kind) return `R2: the signature does not say ${kind}`;
    if (act.contextDigest !== digestOf({ context, stable: this.#stable }))
      return 'R2: the signature is about something else than what stood there';
    const read = readBundle(Buffer.from(canonical(act.bundle), 'utf8'), ActStatement);
    if (isRefusal(read)) return `R2: ${read.message}`;
    const { predicate } = read.statement;
    const { trust: trustList, demoTrust } = this.#world;
    const isDemo = !this.facts.servedForReal;
    const signer = actSigner(read.statement, read.bundle, { trustList, demoTrust, isDemo });
    const forged = isRefusal(signer) ? signer : refuseForged(read.bundle, signer);
    if (forged !== null) return `R2: the signature about the environment does not count: ${forged.message}`;
    const same = [
      'act',
      'unit',
      'environment',
      'contextDigest',
      'reason',
      'approver',
      'credentialId',
      'nonce',
    ] as const;
    if (!same.every((key) => act[key] === predicate[key]))
      return 'R2: the signature about the environment is misquoted';
    if (entry.stream !== `slot/${act.unit}/${act.environment}`) return 'R2: the signature is about another environment';
    const highest = assuranceOf(signer as Signer, this.#world.isolation, instant(entry.at - SKEW));
    if (!isAtLeast(highest, act.assurance) || canonical(act.groups) !== canonical((signer as Signer).groups))
      return 'R2: the signature about the environment is misquoted';
    return this.#unfitToAct(act, entry) ?? refuseReuse(act, entry, this.#world);
  }

  // Before a policy was adopted the newest configuration says who may, and that is in no record.
  #unfitToAct(act: VerifiedAct, entry: Entry): Broken {
    const policy = this.facts.policy?.protection.checkpoints.productionPromotion;
    if (policy === undefined) {
      this.#world.outside.actsWithoutPolicy += 1;
      return undefined;
    }
    const unfit = unfitOf(act, policy);
    return unfit === undefined ? undefined : `R2: entry ${entry.seq}: the signature does not count: ${unfit}`;
  }
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  canonical([...new Set(one)].sort()) === canonical([...new Set(other)].sort());
