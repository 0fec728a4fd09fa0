import { describe, expect, it } from 'vitest';
import { Emulator } from '../../../test/terminal/emulator.ts';
import { RECORDED, recordedAt } from '../../../test/terminal/recorded.ts';
import type { Wish } from './keys.ts';
import { LiveView, type Ticking } from './live-view.ts';

/** Time that the test holds. */
function heldTime() {
  let now = 0;
  let timers: { readonly at: number; readonly call: () => void }[] = [];
  const ticking: Ticking = {
    now: () => now,
    after: (milliseconds, call) => {
      const timer = { at: now + milliseconds, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  };
  const pass = (milliseconds: number): void => {
    const end = now + milliseconds;
    for (;;) {
      const next = timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (next === undefined) break;
      now = next.at;
      timers = timers.filter((one) => one !== next);
      next.call();
    }
    now = end;
  };
  return { ticking, pass };
}

function aView(hasKeys = true) {
  const { ticking, pass } = heldTime();
  const emulator = new Emulator(100, 30);
  const writes: { readonly at: number; readonly text: string }[] = [];
  const wishes: Wish[] = [];
  const view = new LiveView({
    look: { color: false, ascii: false, zone: 'UTC' },
    terminal: {
      write: (text) => {
        writes.push({ at: ticking.now(), text });
        emulator.write(text);
      },
      size: () => ({ columns: 100, rows: 30 }),
    },
    ticking,
    hasKeys,
    onWish: (wish) => void wishes.push(wish),
  });
  return { view, pass, emulator, writes, wishes };
}

const [, good, bad] = RECORDED;
const stage = (blocks: number) => recordedAt(good, 'TrafficShifted', { blocks });
const waiting = recordedAt(good, 'ApprovalRequested');
const over = recordedAt(bad, 'DeploymentClosed');

describe('the live view', () => {
  it('shows at most two frames a second, however much happens', () => {
    const { view, pass, writes } = aView();

    for (let step = 0; step < 100; step += 1) {
      const { events, view: present } = stage(1 + (step % 9));
      view.take(events, present);
      pass(100);
    }

    expect(writes.length).toBeLessThanOrEqual(21);
    for (const [index, { at }] of writes.slice(1).entries())
      expect(at - (writes[index]?.at ?? 0)).toBeGreaterThanOrEqual(500);
  });

  it('shows the first frame and the last one at once', () => {
    const { view, pass, writes, emulator } = aView();

    view.take(stage(1).events, stage(1).view);
    pass(0);
    view.take(over.events, over.view);
    view.end();

    expect(writes.map(({ at }) => at)).toEqual([0, 0, 0]);
    expect(emulator.all).toContain('✔ Rolling back');
    expect(emulator.all).not.toContain('[d] detach');
  });

  it('writes nothing while nothing changes', () => {
    const { view, pass, writes } = aView();
    view.take(over.events, over.view);
    pass(1_000);
    const before = writes.length;

    for (let second = 0; second < 4; second += 1) {
      view.take([], over.view);
      pass(1_000);
    }

    expect(writes).toHaveLength(before);
  });

  it('lets the clock of the stage go on between two answers, though not far', () => {
    const { view, pass, emulator } = aView();
    view.take(stage(2).events, stage(2).view);
    pass(0);
    const left = () => /(\d+)s left/.exec(emulator.all)?.[1];
    expect(left()).toBe('9');

    pass(1_000);
    expect(left()).toBe('8');
    pass(3_000);

    expect(left()).toBe('7');
  });

  it('says when nothing is heard, and for how long, until there is an answer again', () => {
    const { view, pass, emulator } = aView();
    view.take(waiting.events, waiting.view);
    pass(4_900);
    expect(emulator.all).not.toContain('no answer');

    pass(7_100);
    expect(emulator.all).toMatch(/no answer from the control plane for 1[12]s/);
    view.take([], waiting.view);
    pass(1_000);

    expect(emulator.all).not.toContain('no answer');
  });

  it('shows what is typed as a reason, asks for the act, and says what became of it for a while', () => {
    const { view, pass, emulator, wishes } = aView();
    view.take(stage(3).events, stage(3).view);
    pass(500);

    view.type('h');
    view.type('a look at ');
    view.type('the graph');
    pass(500);
    expect(emulator.all).toContain('Reason (Enter does it, Esc leaves it): a look at the graph');
    view.type('\r');
    view.say('held: a look at the graph', true);
    pass(500);

    expect(wishes).toEqual([{ kind: 'act', act: 'hold', reason: 'a look at the graph' }]);
    expect(emulator.all).toContain('held: a look at the graph');
    pass(9_000);
    expect(emulator.all).not.toContain('held: a look at the graph');
  });

  it('says why something may not be asked for now', () => {
    const { view, pass, emulator, wishes } = aView();
    view.take(waiting.events, waiting.view);
    view.type('r');
    pass(500);

    expect(emulator.all).toContain('roll back: not while awaiting-approval');
    expect(wishes).toEqual([]);
  });

  it('offers no keys where nobody can press them', () => {
    const { view, pass, emulator } = aView(false);

    view.take(stage(3).events, stage(3).view);
    pass(500);

    expect(emulator.all).toContain('Rolling out canary stage 1/3');
    expect(emulator.all).not.toContain('[d]');
  });

  it('begins below what others wrote after a pause', () => {
    const { view, pass, emulator } = aView();
    view.take(waiting.events, waiting.view);
    pass(500);

    view.pause();
    emulator.write('[1]+  Stopped\n');
    view.resized();
    pass(500);

    expect(emulator.all.match(/waiting for a person/g)).toHaveLength(2);
    expect(emulator.all).toContain('[1]+  Stopped\nstorefront → production');
  });
});
