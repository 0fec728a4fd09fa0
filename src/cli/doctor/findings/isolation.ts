import type { About } from '../../../api/control-plane.ts';
import type { UnitSpec } from '../../../core/unit/unit.ts';
import type { IsolationFacts } from '../facts.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const ABOUT = 'isolation';
const A1 = 'approvals are of level A1: this machine cannot stop a hostile program running as you';
const TRY = 'as root, with the account that agents run under: plimsoll doctor --agents-account NAME';

/** What keeps agents from state, keys and sockets of the control plane, as far as it was tried; and whether that is enough. */
export function isolationFinding(
  facts: IsolationFacts,
  about: Pick<About, 'isolation'> | null,
  spec: UnitSpec | null,
): Finding {
  const required = spec?.checkpoints.productionPromotion.requireAssurance ?? 'A1';
  const isMore = required !== 'A1';
  const unproven = (why: string, fix: string): Finding =>
    isMore ? fail(ABOUT, `${required} is required; ${why}`, fix) : warn(ABOUT, `${why}; ${A1}`, fix);
  switch (facts.kind) {
    case 'not-tried': {
      const proof = about?.isolation ?? null;
      if (proof !== null)
        return ok(ABOUT, `${proof.account} reached nothing at ${proof.provenAt}: A2 for a day from then`);
      return isMore
        ? fail(ABOUT, `${required} is required, and nothing is proven of the last 24 h`, TRY)
        : ok(ABOUT, A1);
    }
    case 'not-root':
      return unproven(
        `only root can try as ${facts.account}`,
        `sudo plimsoll doctor --agents-account ${facts.account}`,
      );
    case 'no-account':
      return fail(ABOUT, `there is no account ${facts.account}`, TRY);
    case 'no-state':
      return unproven('there is no control plane here yet', 'plimsoll status');
    case 'same-account':
      return unproven(
        `${facts.account} is the account of the control plane itself`,
        'run agents under an account of their own',
      );
    case 'tried': {
      const [first] = facts.reached;
      if (first === undefined)
        return ok(ABOUT, `${facts.account} tried ${facts.tried} files and sockets, and reached none: A2`);
      const more = facts.reached.length === 1 ? '' : ` and ${facts.reached.length - 1} more`;
      const fix = `take it out of the reach of ${facts.account}: chmod go-rwx ${first.path}`;
      return unproven(`${facts.account} reached ${first.path} (${first.reached})${more}`, fix);
    }
  }
}
