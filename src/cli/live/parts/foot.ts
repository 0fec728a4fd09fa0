import { took } from '../../../api/shown/amount.ts';
import type { DeploymentView } from '../../../api/view.ts';
import type { RequestName } from '../../../core/deployment/allowed-commands.ts';
import { fitLine, type Line, lineWidth, type Pen } from '../../render/styled.ts';
import { wrap } from '../../render/width.ts';
import type { Foot, LiveModel } from '../model.ts';

/** Of a long reason the end is shown, where it is typed. */
const TYPED_LINES = 3;

/** What is there to go back to, and the keys; or what a key asks for. */
export function footLines(model: LiveModel, columns: number, pen: Pen): readonly Line[] {
  const { view, foot } = model;
  const lines = ((): readonly Line[] => {
    switch (foot.kind) {
      case 'none':
        return view.over ? [] : [readyLine(view, pen)];
      case 'keys':
        return keyLines(model, columns, pen);
      case 'help':
        return helpLines(view, pen);
      case 'asking':
        return askingLines(foot, columns, pen);
      case 'said':
        return [
          ...wrap(foot.text, columns).map((text): Line => [pen.span(text, foot.isGood ? 'good' : 'bad')]),
          ...keyLines(model, columns, pen),
        ];
    }
  })();
  return lines.filter((line) => line.length > 0).map((line) => fitLine(line, columns, pen.look));
}

/** What is asked for, and the end of what was typed so far. */
function askingLines({ act, text }: Extract<Foot, { kind: 'asking' }>, columns: number, pen: Pen): readonly Line[] {
  const head = act === 'hold' ? 'Hold the weight where it is.' : 'Send all traffic back to stable.';
  const typed = wrap(`Reason (Enter does it, Esc leaves it): ${text}`, columns - 1).slice(-TYPED_LINES);
  return [
    [pen.span(head, 'strong')],
    ...typed.map((line, at): Line => {
      const isLast = at === typed.length - 1;
      return [pen.span(line), pen.span(isLast ? (pen.look.ascii ? '_' : '▏') : '', 'strong')];
    }),
  ];
}

function readyLine({ outlook, phase }: DeploymentView, pen: Pen): Line {
  if (outlook === null || phase === 'rolled-back' || phase === 'closed') return [];
  const { version, artifacts, rehearsedSeconds } = outlook.rollbackTarget;
  if (rehearsedSeconds === null) return [];
  const to = version === null ? 'out of service (first release)' : `${version} ${(artifacts[0] ?? '').slice(0, 11)}…`;
  return [pen.span(`rollback ready: ${to} rehearsed ${took(rehearsedSeconds)}`)];
}

/** What there is to go back to, and the keys that do something now: beside each other where both fit. */
function keyLines({ view, areGatesShown }: LiveModel, columns: number, pen: Pen): readonly Line[] {
  const keys = [
    ...(isAllowed(view, 'rollback') ? ['[r] roll back'] : []),
    ...(isAllowed(view, 'hold') ? ['[h] hold'] : []),
    ...(view.live === null ? [] : [areGatesShown ? '[g] fold gates' : '[g] gates']),
    ...(view.over ? [] : ['[d] detach', '[?]']),
  ].join('  ');
  const ready = readyLine(view, pen);
  const room = columns - lineWidth(ready) - keys.length;
  const line: Line = [pen.span(keys, 'quiet')];
  if (ready.length === 0) return keys === '' ? [] : [line];
  return room >= 2 ? [[...ready, pen.span(' '.repeat(Math.min(6, room))), ...line]] : [ready, line];
}

function helpLines(view: DeploymentView, pen: Pen): readonly Line[] {
  const why = (request: RequestName): string => {
    const found = view.allowed.find((one) => one.request === request);
    return found === undefined || found.allowed ? '' : `   (${found.why})`;
  };
  return [
    `r  roll back: all traffic to stable; asks for a reason${why('rollback')}`,
    `h  hold the weight where it is; asks for a reason${why('hold')}`,
    'g  show or fold the gates',
    'd  detach: leaves this view; the deployment goes on (Ctrl-C does the same)',
    '?  shows and hides this',
  ].map((text): Line => [pen.span(text)]);
}

/** Whether somebody here may ask for this now. */
export const isAllowed = (view: DeploymentView, request: RequestName): boolean =>
  view.allowed.some((one) => one.request === request && one.allowed);
