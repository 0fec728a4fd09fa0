import type { TestMessageView } from '../../api/notifications.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { configured } from './gate-replay.ts';

/** Sends a test message to a receiver of the configuration, or to all of them one after the other. */
export async function notifyTest(doing: Doing, name: string | null): Promise<Outcome> {
  await configured(doing);
  const { config } = doing.invocation;
  const plane = await doing.plane();
  const names = name === null ? (await plane.receivers({ config, unit: null })).map((one) => one.name) : [name];
  const tested: TestMessageView[] = [];
  for (const receiver of names) tested.push(await plane.testReceiver({ config, receiver }));
  const isAnyRefused = tested.some(({ taken }) => !taken);
  return {
    exit: isAnyRefused ? EXIT.unmet : EXIT.good,
    text: tested.length === 0 ? 'The configuration names nobody who is told.' : tested.map(describe).join('\n'),
    data: { tested },
    next: isAnyRefused
      ? [{ command: 'plimsoll notify test', why: 'try again once it is mended; deployments go on meanwhile' }]
      : [],
  };
}

const describe = ({ name, to, taken, answer, id }: TestMessageView): string =>
  `${taken ? '✔ taken' : '✖ not taken'}  ${name}  → ${to}  (${answer})\n  ${id}`;
