import type { ControlPlane } from './control-plane.ts';

/** The record of a deployment, part after part, as the text of the file that anybody can check. */
export async function* recordParts(plane: Pick<ControlPlane, 'record'>, id: string): AsyncGenerator<string> {
  let asked = { after: 0, until: 0 };
  for (;;) {
    const { text, next, until, done } = await plane.record(id, asked);
    yield text;
    if (done) return;
    asked = { after: next, until };
  }
}
