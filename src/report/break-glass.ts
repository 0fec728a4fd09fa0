import { z } from 'zod';
import type { DeploymentEvent } from '../core/deployment/event.ts';
import { type Block, list, paragraph } from './document/block.ts';
import { momentIn, zoneOf } from './zone.ts';

/** A stage or bake that approvers shortened, as every report says it first. */
const ShortenedText = z.string();

/** What every report carries at its head where approvers broke the glass; absent where nobody did. */
export const HEADED = { brokenGlass: z.array(ShortenedText).exactOptional() };

/** What was shortened, by whom and why, each stage once with everybody who signed. */
export function brokenGlassIn(events: readonly DeploymentEvent[]): readonly string[] {
  const moment = momentIn(zoneOf(events));
  const found = new Map<string, string>();
  for (const event of events) {
    if (event.type !== 'GlassBroken') continue;
    const { phase, stageIndex, signatures, effectiveAt } = event;
    const what = phase === 'baking' ? 'The bake' : `Stage ${stageIndex + 1}`;
    const by = signatures.map(({ approver, reason }) => `${approver} (“${reason}”)`).join(' and ');
    found.set(what, `${what} was shortened from ${moment(effectiveAt)} on by ${by}`);
  }
  return [...found.values()];
}

/** The document with what was shortened right under its title. */
export function headedBy(brokenGlass: readonly string[] | undefined, document: readonly Block[]): readonly Block[] {
  const [title, ...rest] = document;
  if (title === undefined || brokenGlass === undefined || brokenGlass.length === 0) return document;
  const lines = brokenGlass.map((one) => [{ foreign: one }]);
  return [title, paragraph([{ strong: 'BREAK GLASS' }]), list(lines), ...rest];
}
