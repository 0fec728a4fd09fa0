import type { DeploymentView } from '../../../api/view.ts';
import { fillLine, type Line, type Pen } from '../../render/styled.ts';

/** What goes where, in one line: parts that do not fit are left out from the end. */
export function headerLine(view: DeploymentView, columns: number, pen: Pen): Line {
  const { unit, environment, id, planDigest, release } = view;
  const plan = planDigest === null ? '' : ` · plan ${planDigest.slice(7, 13)}`;
  const digest = release?.artifacts[0]?.split('@').at(-1);
  const asked = view.onBehalfOf === null ? view.requester : `${view.requester} for ${view.onBehalfOf}`;
  return fillLine(
    [
      [pen.span(`${unit} → ${environment}`, 'strong'), pen.span(`   ${id}${plan}`)],
      release === null ? [] : [pen.span(`· ${release.version}${release.dirty ? ' WITH UNCOMMITTED CHANGES' : ''}`)],
      digest === undefined ? [] : [pen.span(`${digest.slice(0, 11)}…`, 'quiet')],
      [pen.span(`  opened by ${asked}`, 'quiet')],
    ],
    1,
    columns,
  );
}
