import { setTimeout as wait } from 'node:timers/promises';
import type { ControlPlane } from '../../api/control-plane.ts';
import type { Doing } from '../command.ts';
import { type Answering, give } from './answering.ts';
import type { DemoApprover } from './approver.ts';

/** Whoever wants to answer on the page has found it by then, in seconds. */
const FIRST = 180;

/** A question is left to whoever opens the page; where nobody answers it for a while, the demo approver does as the story says. */
export const onThePageFirst =
  (doing: Doing, plane: ControlPlane, approver: DemoApprover): Answering =>
  async (view, checkpoint, planned, elsewhere) => {
    const { page } = await plane.about();
    const text = [
      `  Answer it on the page, with a passkey: ${page}/d/${view.id}/approve`,
      `  The demo approver (DEMO) answers ${planned.decision} if nobody has in ${FIRST / 60} minutes.`,
    ].join('\n');
    doing.line(text, { type: 'story', text });
    await wait(FIRST * 1_000, undefined, { signal: elsewhere }).catch(() => undefined);
    if (!elsewhere.aborted) await give(plane, approver, view, checkpoint, planned);
  };
