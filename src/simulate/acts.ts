import type { Duration } from '../core/kernel/duration.ts';
import type { Release } from '../core/unit/release.ts';
import { answersOf, isAsked } from './people.ts';
import type { StageSet } from './stage-set.ts';
import { type Act, endOf } from './story.ts';

/** The deployment that every story is about. */
export const SUBJECT = 'dep_story';

/** The script of a story on its way. */
export class Script {
  readonly #set: StageSet;
  readonly #unit: string;
  readonly #environment: string;
  #due: Act[];
  #answers: Act[];
  #ending: { readonly at: Duration; readonly end: () => Promise<void> | void }[] = [];
  readonly #refused: string[] = [];

  constructor(set: StageSet, unit: string, environment: string, script: readonly Act[]) {
    this.#set = set;
    this.#unit = unit;
    this.#environment = environment;
    const sorted = script.toSorted((one, other) => one.at - other.at);
    this.#due = sorted.filter((act) => act.answer === undefined);
    this.#answers = sorted.filter((act) => act.answer !== undefined);
  }

  /** What people said that the rules refused. */
  get refused(): readonly string[] {
    return this.#refused;
  }

  /** Whether somebody has yet to answer, or something has yet to happen. */
  get isOver(): boolean {
    return this.#due.length === 0 && this.#answers.length === 0 && this.#ending.length === 0;
  }

  /** Does everything that is due at a moment of the story; gives back what changed the world. */
  async play(now: Duration): Promise<readonly Act[]> {
    for (const { end } of this.#take(now)) await end();
    const due = this.#due.filter((act) => act.at <= now);
    this.#due = this.#due.filter((act) => act.at > now);
    for (const act of due) await this.#do(act);
    await this.#answer(now);
    return due.filter((act) => act.ask === undefined);
  }

  #take(now: Duration) {
    const over = this.#ending.filter(({ at }) => at <= now);
    this.#ending = this.#ending.filter(({ at }) => at > now);
    return over;
  }

  async #answer(now: Duration): Promise<void> {
    // A control plane that is away hears no answer; it is given when it is back.
    if (this.#set.down.controlPlane) return;
    const next = this.#answers.find((act) => act.at <= now && isAsked(this.#set.life.deployment(SUBJECT), act));
    if (next === undefined) return;
    this.#answers = this.#answers.filter((act) => act !== next);
    for (const said of answersOf(this.#set.life.deployment(SUBJECT), next, this.#set.clock.wall()))
      await this.#say(said);
  }

  async #do(act: Act): Promise<void> {
    const { users, clock, down } = this.#set;
    if (act.candidate !== undefined) users.change('candidate', act.candidate);
    if (act.stable !== undefined) users.change('stable', act.stable);
    if (act.rate !== undefined) users.rate = act.rate;
    if (act.clock !== undefined) clock.jumpWall(act.clock);
    if (act.crash !== undefined) await this.#crash(act);
    if (act.metrics !== undefined) this.#miss(act);
    if (act.check !== undefined) this.#checks(act);
    if (act.ask !== undefined && !down.controlPlane) await this.#ask(act);
  }

  async #ask({ ask, by = 'person:story', reason = 'the story says so' }: Act): Promise<void> {
    const type = {
      hold: 'HoldDeployment',
      resume: 'ResumeDeployment',
      abort: 'AbortDeployment',
      rollback: 'RollbackDeployment',
    } as const;
    const [kind = 'person', name = 'story'] = by.split(':');
    const principal =
      kind === 'agent' ? ({ kind, name, owner: 'person:story' } as const) : ({ kind: 'person', name } as const);
    if (ask !== undefined) await this.#say({ type: type[ask], reason, principal });
  }

  async #say(said: Parameters<StageSet['life']['say']>[1]): Promise<void> {
    const decision = await this.#set.life.say(SUBJECT, said);
    if (decision.kind === 'refusal') this.#refused.push(`${said.type}: ${decision.message}`);
  }

  async #crash(act: Act): Promise<void> {
    const { life, machine, down } = this.#set;
    const site = machine.site(this.#unit, this.#environment);
    if (act.crash === 'control-plane') {
      life.kill();
      down.controlPlane = true;
      this.#until(act, async () => {
        down.controlPlane = false;
        await life.start();
      });
    } else if (act.crash === 'router') {
      down.router = true;
      site.metrics.setReachable(false);
      this.#until(act, () => {
        down.router = false;
        site.metrics.setReachable(true);
      });
    } else {
      const candidate = this.#candidate();
      if (candidate === null) return;
      if (act.for !== undefined) {
        site.target.behave(candidate.id, 'ends-at-once');
        this.#until(act, () => site.target.behave(candidate.id, 'serves'));
      }
      const { instances } = await site.target.observe(new AbortController().signal);
      for (const { id, releaseId } of instances) if (releaseId === candidate.id) site.target.crash(id);
    }
  }

  #candidate(): Release | null {
    const deployment = this.#set.life.deployment(SUBJECT);
    return 'release' in deployment ? deployment.release : null;
  }

  #miss(act: Act): void {
    const { metrics } = this.#set.machine.site(this.#unit, this.#environment);
    metrics.setReachable(false);
    this.#until(act, () => metrics.setReachable(true));
  }

  #checks({ check, result }: Act): void {
    const { machine } = this.#set;
    const before = machine.checks;
    machine.checks = (request) => (request.kind === check ? result !== 'fails' : before(request));
  }

  #until(act: Act, end: () => Promise<void> | void): void {
    this.#ending.push({ at: endOf(act), end });
  }
}
