import { type Block, foreign, heading, type Line, paragraph, table, title } from '../document/block.ts';
import type { HandoffReport } from './model.ts';

/** The seed's table of what is handed over, with where each thing is and its digest. */
export function handoffDocument({ title: name, signal, handed, more }: HandoffReport): readonly Block[] {
  return [
    title([foreign(name)]),
    ...(signal === null ? [] : [paragraph([{ strong: signal }])]),
    heading('Handoff Artifacts'),
    table(
      ['Artifact', 'Purpose', 'What', 'Command', 'Digest'],
      handed.map(({ artifact, purpose, what, command, digest }): Line[] => [
        ...[artifact, purpose, [foreign(what)], [{ code: command }]],
        digest === null ? 'none yet' : [{ code: digest }],
      ]),
    ),
    ...more,
  ];
}
