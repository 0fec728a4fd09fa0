import { formatDuration, minutes } from '../../kernel/duration.ts';
import { formatWeight } from '../../kernel/weight.ts';
import type { KnownTraffic, PowerCheck, StagePower } from './power-check.ts';
import type { Proposal } from './proposals.ts';

/** What stable did, in one sentence. */
export function trafficSentence({ seconds, arrivals, requests, errors }: KnownTraffic): string {
  const rate = arrivals / seconds;
  const paced = rate >= 10 ? Math.round(rate) : Number(rate.toPrecision(2));
  return `${paced} requests a second and ${percent(errors / requests)} errors in the last ${spokenSeconds(seconds)}`;
}

/** A power check as lines, each gate with its stage: shown in the plan, its report and the approval sheet. */
export function powerLines(check: PowerCheck): readonly string[] {
  if (check.kind === 'unknown') return [`not known whether the gates can be proven: ${check.why}`];
  const gates = check.stages.flatMap((stage) => stage.gates.map((gate) => `${stage.name}: ${gateSentence(gate)}`));
  return gates.length === 0 ? [] : [`stable: ${trafficSentence(check.traffic)}`, ...gates];
}

const MARKS = { enough: '', extends: ' EXTENDS', 'too-few': ' UNDERPOWERED', unknown: '' } as const;

/** One gate: what it needs, what it gets, and how often a healthy release passes. */
function gateSentence(gate: StagePower['gates'][number]): string {
  if (gate.state === 'unknown' || gate.chance === null || gate.chanceExtended === null) {
    return `${gate.gate}: not known, stable shows nothing to prove it by`;
  }
  const needs = gate.needed === null ? 'no number of requests proves it' : `needs ${gate.needed} requests`;
  const carried = gate.carried > 0 ? `, ${gate.carried} carried over` : '';
  const passes = `a healthy release passes ${chance(gate.chance)} by the planned end, ${chance(gate.chanceExtended)} with the extension`;
  return `${gate.gate}:${MARKS[gate.state]} ${needs}, gets ${gate.expected}${carried}; ${passes}`;
}

/** A change of the configuration as it is written there. */
export function proposalText(proposal: Proposal): string {
  switch (proposal.kind) {
    case 'duration':
      return `duration: ${formatDuration(proposal.duration)}`;
    case 'weight':
      return `weight: ${formatWeight(proposal.weight).replace(' ', '')}`;
    case 'gate':
      return proposal.gate.text;
  }
}

const chance = (share: number): string => `${share > 0.995 && share < 0.9999 ? '99' : Math.round(100 * share)} %`;

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

const spokenSeconds = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} s` : formatDuration(minutes(Math.round(seconds / 60)));
