import { expect, it } from 'vitest';
import { aControlPlane, REQUEST } from '../../test/api/control-plane.ts';
import { seconds } from '../core/kernel/duration.ts';

it('the present is one deployment for each unit and environment: the newest under way, else the newest', async () => {
  const here = await aControlPlane();
  await here.enrol();
  const opened = async (reference: string): Promise<string> => {
    const { view } = await here.plane.open({ ...REQUEST, reference });
    await here.until(view.id, 'awaiting-approval');
    await here.clock.advance(seconds(1));
    return view.id;
  };
  const ids = async () => (await here.plane.current()).map((view) => view.id);

  expect(await ids()).toEqual([]);
  const first = await opened('a');
  const second = await opened('b');
  expect(await ids()).toEqual([second]);
  await here.plane.ask(second, { kind: 'abort', reason: 'a test' });
  expect(await ids()).toEqual([first]);
  await here.plane.ask(first, { kind: 'abort', reason: 'a test' });
  expect(await ids()).toEqual([second]);

  await here.close();
});
