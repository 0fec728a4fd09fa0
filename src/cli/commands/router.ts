import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { routerCommand } from './serve.ts';

type Traffic = { readonly kind: 'split'; readonly candidate: number } | { readonly kind: 'out-of-service' };

/** Sends all traffic of an environment to stable at its router, past control plane and journal. */
export async function fallback(doing: Doing, mainFile: string): Promise<Outcome> {
  const { sendToStable } = await import('../../compose.ts');
  const { dataDir, unit: named } = doing.invocation;
  const environment = doing.invocation.environment ?? 'production';
  const sent = await sendToStable({ dataDir, unit: named, environment }, routerCommand(mainFile));
  const { unit, before, after, durable } = sent;
  const { address } = after;
  const text = [
    `${unit} on ${environment}: ${traffic(after.traffic)}${address === '' ? '' : ` at ${address}`} (before: ${traffic(before.traffic)})`,
    ...(durable
      ? []
      : ['! the router could not write this down: if it dies before there is room, the old weight is back']),
    'This is in no record. A deployment under way finds other traffic than its own and has to be answered.',
  ].join('\n');
  const next = [
    { command: 'plimsoll doctor', why: 'what keeps the journal from being written' },
    { command: 'plimsoll rollback --reason TEXT', why: 'put the rollback on record once the control plane is back' },
  ];
  const data = { unit, environment, address, before: before.traffic, traffic: after.traffic, durable };
  return { exit: EXIT.good, text, data, next };
}

const traffic = (now: Traffic): string => {
  if (now.kind === 'out-of-service') return 'out of service, for stable has no instances';
  return now.candidate === 0 ? 'all traffic to stable' : `${now.candidate / 10} % to the candidate`;
};
